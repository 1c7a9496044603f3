package dev.parley.chat;

import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is typing where. It ends by itself. Guarded by {@code this}; events are handed on while it is held, so that they stay
 * in order, and rooms are locked inside it.
 */
final class Typing {

    private final ChatLimits limits;
    private final Scheduler scheduler;
    private final Rooms rooms;
    private final Delivery delivery;
    private final Map<RoomName, Map<UserId, Typist>> typists = new HashMap<>();

    Typing(Core core, Rooms rooms) {
        this.limits = core.limits();
        this.scheduler = core.scheduler();
        this.delivery = core.delivery();
        this.rooms = rooms;
    }

    /** Notes that a user types; the others are told once, and again when it has ended. */
    synchronized void start(Connection connection, RoomName room) {
        User user = connection.user();
        Map<UserId, Typist> inRoom = typists.computeIfAbsent(room, name -> new HashMap<>());
        Typist before = inRoom.get(user.id());
        if (before == null && inRoom.size() >= limits.count(Limit.TYPING_USERS)) {
            return;
        }
        Duration expiry = limits.time(Limit.TYPING_EXPIRY);
        Typist typist = new Typist(connection, user);
        typist.timer = scheduler.schedule(expiry, () -> expire(room, typist));
        inRoom.put(user.id(), typist);
        if (before == null) {
            tell(room, user, "typing");
        } else {
            before.timer.cancel();
        }
    }

    /** Ends what this connection has begun. */
    synchronized void stop(Connection connection, RoomName room) {
        Map<UserId, Typist> inRoom = typists.get(room);
        Typist typist = inRoom == null ? null : inRoom.get(connection.user().id());
        if (typist != null && typist.connection == connection) {
            typist.timer.cancel();
            end(room, typist);
        }
    }

    /** Ends what a user has begun on any connection. */
    synchronized void stop(UserId user, RoomName room) {
        Map<UserId, Typist> inRoom = typists.get(room);
        Typist typist = inRoom == null ? null : inRoom.get(user);
        if (typist != null) {
            typist.timer.cancel();
            end(room, typist);
        }
    }

    /** Ends what a connection has begun anywhere. */
    synchronized void stopAll(Connection connection) {
        for (RoomName room : List.copyOf(typists.keySet())) {
            stop(connection, room);
        }
    }

    private synchronized void expire(RoomName room, Typist typist) {
        Map<UserId, Typist> inRoom = typists.get(room);
        if (inRoom != null && inRoom.get(typist.user.id()) == typist) {
            end(room, typist);
        }
    }

    private void end(RoomName room, Typist typist) {
        Map<UserId, Typist> inRoom = typists.get(room);
        if (inRoom != null && inRoom.remove(typist.user.id(), typist)) {
            if (inRoom.isEmpty()) {
                typists.remove(room);
            }
            tell(room, typist.user, "stopTyping");
        }
    }

    private void tell(RoomName room, User user, String event) {
        Map<String, Object> data =
                Wire.fields("room", Wire.room(room), "user", Wire.user(user), "username", user.name());
        String except = Delivery.inbox(user.id());
        if (room.kind() == RoomName.Kind.NAMED) {
            LiveRoom live = rooms.find(room);
            if (live != null) {
                live.send(new Wire.Outgoing(0, event, data), except);
            }
            return;
        }
        List<String> keys = new ArrayList<>();
        room.users().forEach(id -> keys.add(Delivery.inbox(id)));
        delivery.send(keys, List.of(except), event, data);
    }

    /** How many users are shown as typing anywhere. */
    synchronized int size() {
        return typists.values().stream().mapToInt(Map::size).sum();
    }

    private static final class Typist {
        private final Connection connection;
        private final User user;
        private Scheduler.Cancellable timer = () -> {};

        Typist(Connection connection, User user) {
            this.connection = connection;
            this.user = user;
        }
    }
}
