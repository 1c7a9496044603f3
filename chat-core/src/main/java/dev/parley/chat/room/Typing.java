package dev.parley.chat.room;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Typing indicators, which expire by themselves. Guarded by {@code this}; events are passed on while it is held to
 * preserve their order, and the locks of rooms and connections are taken inside it. A user leaves a room, and a
 * connection ends, before its indicators are removed, so none can start afterwards.
 */
public final class Typing {

    /** How often other engines hear that somebody still writes: before their indicators, which expire later, end. */
    private static final Duration REPEATED = Duration.ofSeconds(3);

    private final ChatLimits limits;
    private final Scheduler scheduler;
    private final Rooms rooms;
    private final EventDelivery delivery;
    private final People people;
    private final OtherEngines others;
    private final Map<RoomName, Map<UserId, Typist>> typists = new HashMap<>();
    /** Rooms in which each user is typing. */
    private final Map<UserId, Set<RoomName>> places = new HashMap<>();
    /** Conversations in which each user's counterpart is typing. */
    private final Map<UserId, Set<RoomName>> conversations = new HashMap<>();

    public Typing(ChatContext context, Rooms rooms) {
        this.limits = context.limits();
        this.scheduler = context.scheduler();
        this.delivery = context.delivery();
        this.people = context.people();
        this.others = context.others();
        this.rooms = rooms;
    }

    /** Starts a user's indicator; others are notified once, and again when it ends. */
    public synchronized void start(ChatConnection connection, RoomName room) {
        connection.requireIn(room);
        User user = connection.user();
        if (people.isInvisible(user.id())) {
            return;
        }
        Typist typist = new Typist(connection, user);
        Typist before = begin(room, typist);
        if (before == typist) {
            return;
        }
        boolean known = before != null && before.connection != null;
        typist.repeated = known && before != null ? before.repeated : scheduler.nanoTime();
        if (!known || scheduler.nanoTime() - typist.repeated >= REPEATED.toNanos()) {
            typist.repeated = scheduler.nanoTime();
            others.show(new Hint.Typing(room, user.asSender(), true));
        }
    }

    /** Shows somebody who writes through another engine, until that says otherwise, or nothing more. */
    public synchronized void heard(Hint.Typing hint) {
        RoomName room = hint.room();
        UserId user = hint.user().id();
        Typist known = typists.getOrDefault(room, Map.of()).get(user);
        if (known != null && known.connection != null) {
            return; // The user writes here, too.
        }
        if (!hint.begins()) {
            stop(user, room);
        } else if (isSeenHere(room, user)) {
            begin(room, new Typist(null, User.of(user.value(), hint.user().name())));
        }
    }

    private boolean isSeenHere(RoomName room, UserId user) {
        return room.kind() == RoomName.Kind.NAMED
                ? rooms.find(room) != null
                : room.users().contains(user) && people.find(RoomAccess.peer(room, user)) != null;
    }

    /** Shows an indicator, or goes on showing it; returns the one before, or itself if there are too many. */
    private @Nullable Typist begin(RoomName room, Typist typist) {
        UserId user = typist.user.id();
        Map<UserId, Typist> inRoom = typists.computeIfAbsent(room, name -> new HashMap<>());
        Typist before = inRoom.get(user);
        if (before == null && inRoom.size() >= limits.count(Limit.TYPING_USERS)) {
            return typist;
        }
        typist.timer = scheduler.schedule(limits.time(Limit.TYPING_EXPIRY), () -> expire(room, typist));
        inRoom.put(user, typist);
        add(places, user, room);
        if (before == null) {
            announce(room, typist.user, true);
        } else {
            before.timer.cancel();
        }
        return before;
    }

    /** Ends what this connection has started. */
    public synchronized void stop(ChatConnection connection, RoomName room) {
        Map<UserId, Typist> inRoom = typists.get(room);
        Typist typist = inRoom == null ? null : inRoom.get(connection.user().id());
        if (typist != null && typist.connection == connection) {
            typist.timer.cancel();
            end(room, typist);
        }
    }

    /** Ends a user's indicator in a room, on any connection. */
    public synchronized void stop(UserId user, RoomName room) {
        Map<UserId, Typist> inRoom = typists.get(room);
        Typist typist = inRoom == null ? null : inRoom.get(user);
        if (typist != null) {
            typist.timer.cancel();
            end(room, typist);
        }
    }

    /** Ends all indicators of a user. */
    public synchronized void stopAll(UserId user) {
        for (RoomName room : roomsOf(user)) {
            stop(user, room);
        }
    }

    /** Ends all indicators of a connection. */
    public synchronized void stopAll(ChatConnection connection) {
        for (RoomName room : roomsOf(connection.user().id())) {
            stop(connection, room);
        }
    }

    private List<RoomName> roomsOf(UserId user) {
        return List.copyOf(places.getOrDefault(user, Set.of()));
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
            remove(places, typist.user.id(), room);
            announce(room, typist.user, false);
            if (typist.connection != null) {
                others.show(new Hint.Typing(room, typist.user.asSender(), false));
            }
        }
    }

    private void announce(RoomName room, User user, boolean begins) {
        OutgoingEvent event = OutgoingEvent.of(begins ? ServerEvent.TYPING : ServerEvent.STOP_TYPING, data(room, user));
        if (room.kind() == RoomName.Kind.NAMED) {
            LiveRoom live = rooms.find(room);
            if (live != null && begins) {
                live.startTyping(user.id(), event);
            } else if (live != null) {
                live.stopTyping(user.id(), event);
            }
            return;
        }
        UserId peer = RoomAccess.peer(room, user.id());
        if (begins) {
            add(conversations, peer, room);
        } else {
            remove(conversations, peer, room);
        }
        List<String> keys = room.users().stream().map(EventDelivery::inbox).toList();
        delivery.send(keys, List.of(EventDelivery.inbox(user.id())), event);
    }

    private static void add(Map<UserId, Set<RoomName>> index, UserId user, RoomName room) {
        index.computeIfAbsent(user, id -> new LinkedHashSet<>()).add(room);
    }

    private static void remove(Map<UserId, Set<RoomName>> index, UserId user, RoomName room) {
        index.computeIfPresent(user, (id, rooms) -> rooms.remove(room) && rooms.isEmpty() ? null : rooms);
    }

    private static Map<String, Object> data(RoomName room, User user) {
        return Wire.fields("room", Wire.room(room), "user", Wire.user(user), "username", user.name());
    }

    /** Sends a new connection the indicators in its user's conversations; rooms do this themselves on joining. */
    public synchronized void sendTo(ChatConnection connection) {
        UserId user = connection.user().id();
        for (RoomName room : conversations.getOrDefault(user, Set.of())) {
            typists.getOrDefault(room, Map.of()).forEach((id, typist) -> {
                if (!id.equals(user)) {
                    connection.socket().send(ServerEvent.TYPING, data(room, typist.user));
                }
            });
        }
    }

    /** The total number of active indicators. */
    synchronized int size() {
        return typists.values().stream().mapToInt(Map::size).sum();
    }

    private static final class Typist {
        /** Null if the user writes through another engine. */
        private final @Nullable ChatConnection connection;

        private final User user;
        private Scheduler.Cancellable timer = () -> {};
        /** When other engines last heard of it. */
        private long repeated;

        Typist(@Nullable ChatConnection connection, User user) {
            this.connection = connection;
            this.user = user;
        }
    }
}
