package dev.parley.chat.session;

import dev.parley.chat.event.EventDelivery;
import dev.parley.socketio.event.RoomEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports changes of the application's own rooms, by the application's names. The engine uses rooms for its own
 * purposes in the same namespace, and an entity has several, one per client profile; so a room is created here with its
 * first member and removed with its last. Guarded by {@code this}; the listener is called without it.
 */
public final class RoomEvents implements Consumer<RoomEvent> {

    private static final List<String> INTERNAL = List.of("room:", "dm:", "user:", "role:", "watch:");

    private final ClientProfiles profiles;
    private final Consumer<RoomEvent> listener;
    private final Map<String, Integer> members = new HashMap<>();

    public RoomEvents(ClientProfiles profiles, Consumer<RoomEvent> listener) {
        this.profiles = profiles;
        this.listener = listener;
    }

    @Override
    public void accept(RoomEvent event) {
        String socketId = event.socketId();
        String room = name(event.room());
        if (socketId != null && room != null && !room.equals(socketId)) {
            events(event.kind(), room, socketId).forEach(listener);
        }
    }

    /** The application's name of a room, or null if it is not one of the application's. */
    private @Nullable String name(String key) {
        String plain = profiles.plainKey(key);
        if (plain.startsWith(EventDelivery.ENTITY)) {
            return plain.substring(EventDelivery.ENTITY.length());
        }
        boolean internal = plain.equals(EventDelivery.EVERYONE)
                || plain.equals(EventDelivery.AUTHENTICATED)
                || INTERNAL.stream().anyMatch(plain::startsWith);
        return internal ? null : plain;
    }

    private synchronized List<RoomEvent> events(RoomEvent.Kind kind, String room, String socketId) {
        List<RoomEvent> events = new ArrayList<>(2);
        int change = kind == RoomEvent.Kind.JOIN ? 1 : -1;
        int now = members.merge(room, change, Integer::sum);
        if (now == 0) {
            members.remove(room);
        }
        if (change == 1 && now == 1) {
            events.add(new RoomEvent(RoomEvent.Kind.CREATE, room, null));
        }
        events.add(new RoomEvent(kind, room, socketId));
        if (change == -1 && now == 0) {
            events.add(new RoomEvent(RoomEvent.Kind.DELETE, room, null));
        }
        return events;
    }
}
