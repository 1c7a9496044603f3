package dev.parley.chat.session;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.model.RoomName;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.Namespace;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** EventDelivery over Socket.IO: keys are rooms of the main namespace. Thread-safe without a lock of its own. */
public final class SocketDelivery implements EventDelivery {

    private final Namespace main;
    private final Namespace notifications;
    private final @Nullable LegacyProfile legacy;

    public SocketDelivery(Namespace main, Namespace notifications, @Nullable LegacyProfile legacy) {
        this.main = main;
        this.notifications = notifications;
        this.legacy = legacy;
    }

    @Override
    public void send(Collection<String> keys, Collection<String> except, OutgoingEvent event) {
        if (keys.isEmpty()) {
            return;
        }
        operator(main, keys, except).emit(event.event(), event.data());
        if (event.event().equals("notification")) {
            operator(notifications, keys, except).emit(event.event(), event.data());
        }
        if (legacy != null) {
            for (LegacyProfile.Form form : LegacyProfile.Form.values()) {
                BroadcastOperator operator =
                        operator(main, keys.stream().map(form::key).toList(), excepted(form, except));
                legacy.translate(form, event).forEach(sent -> emit(operator, sent));
            }
        }
    }

    private static void emit(BroadcastOperator operator, LegacyProfile.Sent sent) {
        String except = sent.except();
        BroadcastOperator receivers = except == null ? operator : operator.except(except);
        receivers.emit(sent.event(), sent.arguments().toArray());
    }

    /** Of a user the key in that form; the id of a connection is the same in all. */
    private static List<String> excepted(LegacyProfile.Form form, Collection<String> except) {
        return except.stream()
                .map(key -> key.startsWith(RoomName.Kind.INBOX.prefix()) ? form.key(key) : key)
                .toList();
    }

    private static BroadcastOperator operator(Namespace namespace, Collection<String> keys, Collection<String> except) {
        BroadcastOperator operator = namespace.to(keys.toArray(new String[0]));
        return except.isEmpty() ? operator : operator.except(except.toArray(new String[0]));
    }

    @Override
    public void emit(Collection<String> keys, String event, @Nullable Object... arguments) {
        if (!keys.isEmpty()) {
            List<String> all = new java.util.ArrayList<>(keys);
            if (legacy != null) {
                for (LegacyProfile.Form form : LegacyProfile.Form.values()) {
                    keys.forEach(key -> all.add(form.key(key)));
                }
            }
            main.to(all.toArray(new String[0])).emit(event, arguments);
        }
    }
}
