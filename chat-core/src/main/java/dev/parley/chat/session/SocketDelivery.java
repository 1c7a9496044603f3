package dev.parley.chat.session;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.model.RoomName;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.Namespace;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Implements EventDelivery on Socket.IO: keys are rooms of the main namespace. Thread-safe without a lock of its own. */
public final class SocketDelivery implements EventDelivery {

    private final Namespace main;
    private final Namespace notifications;
    private final ClientProfiles profiles;

    public SocketDelivery(Namespace main, Namespace notifications, ClientProfiles profiles) {
        this.main = main;
        this.notifications = notifications;
        this.profiles = profiles;
    }

    @Override
    public void send(Collection<String> keys, Collection<String> except, OutgoingEvent event) {
        if (keys.isEmpty()) {
            return;
        }
        for (ClientProfile profile : profiles.all()) {
            BroadcastOperator receivers = receivers(profile, keys, except);
            profile.translate(event).forEach(translated -> emit(receivers, translated));
        }
        if (event.event() == ServerEvent.NOTIFICATION) {
            operator(notifications, keys.toArray(new String[0]), except.toArray(new String[0]))
                    .emit(event.event().wireName(), event.data());
        }
    }

    private BroadcastOperator receivers(ClientProfile profile, Collection<String> keys, Collection<String> except) {
        String[] joined = new String[keys.size()];
        int i = 0;
        for (String key : keys) {
            joined[i++] = profile.key(key);
        }
        String[] excepted = new String[except.size()];
        i = 0;
        for (String key : except) {
            // For a user, the key in the profile; the id of a connection is the same in all profiles.
            excepted[i++] = key.startsWith(RoomName.Kind.INBOX.prefix()) ? profile.key(key) : key;
        }
        return operator(main, joined, excepted);
    }

    /** Only clients of this server: those of others would get events of a chat of which their own server knows nothing. */
    private static BroadcastOperator operator(Namespace namespace, String[] keys, String[] except) {
        BroadcastOperator operator = namespace.to(keys).local();
        return except.length == 0 ? operator : operator.except(except);
    }

    private static void emit(BroadcastOperator receivers, ClientEvent event) {
        String except = event.except();
        BroadcastOperator receiving = except == null ? receivers : receivers.except(except);
        receiving.emit(event.name(), event.arguments().toArray());
    }

    @Override
    public void emit(Collection<String> keys, String event, @Nullable Object... arguments) {
        if (!keys.isEmpty()) {
            String[] all = profiles.all().stream()
                    .flatMap(profile -> keys.stream().map(profile::key))
                    .toArray(String[]::new);
            main.to(all).emit(event, arguments);
        }
    }
}
