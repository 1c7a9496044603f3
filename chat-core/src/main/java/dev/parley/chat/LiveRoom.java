package dev.parley.chat;

import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A named room while somebody is in it or on the way in. Guarded by {@code this}. Under the lock events are handed to
 * {@link Delivery}, which never blocks, and timers are set; nothing else is called. It is the innermost lock but for
 * {@link Person} and {@link Connection}.
 *
 * <p>A connection that joins first gets a buffer: events go there until its history is sent, and are then sent behind it,
 * without those that the history holds already.
 */
final class LiveRoom {

    private final RoomName name;
    private final RoomContext context;
    private final CompletableFuture<RoomRules> rules = new CompletableFuture<>();
    private final Map<UserId, Member> members = new LinkedHashMap<>();
    private final Map<Connection, Buffer> joining = new HashMap<>();
    /** What a connection got with its history although it is only now being sent to the others. */
    private final Map<Connection, Long> floors = new HashMap<>();

    /** The last number that was sent since the room is in memory. */
    private long published;

    private int pins;
    private boolean closed;
    private boolean listPending;

    LiveRoom(RoomName name, RoomContext context) {
        this.name = name;
        this.context = context;
    }

    RoomName name() {
        return name;
    }

    /** What moderation decided; fails when it could not be read. */
    CompletableFuture<RoomRules> rules() {
        return rules;
    }

    /** Keeps the room in memory; false if it has left it. */
    synchronized boolean pin() {
        if (!closed) {
            pins++;
        }
        return !closed;
    }

    /** Undoes {@link #pin}; true if the room is to leave memory. */
    synchronized boolean unpin() {
        pins--;
        return closeIfIdle();
    }

    private boolean closeIfIdle() {
        if (!closed && pins == 0 && members.isEmpty() && joining.isEmpty()) {
            closed = true;
            return true;
        }
        return false;
    }

    synchronized int size() {
        return members.size();
    }

    synchronized boolean holds(UserId user) {
        return members.containsKey(user);
    }

    /** Begins to buffer for a connection that is not in the room yet, or sends it the history again. */
    synchronized void beginJoin(Connection connection, int maxUsers) {
        if (!members.containsKey(connection.user().id()) && members.size() >= maxUsers) {
            throw ChatException.limit(ErrorCode.ROOM_FULL, Limit.USERS_PER_ROOM, maxUsers);
        }
        joining.put(connection, new Buffer());
        floors.remove(connection);
        connection.line().leave(name.key());
    }

    /** Ends the buffering without a history: who was in the room before gets what came meanwhile, or has left it. */
    synchronized void abortJoin(Connection connection) {
        Buffer buffer = joining.get(connection);
        if (buffer == null) {
            return;
        }
        if (!isIn(connection) || buffer.overrun) {
            leave(connection, LeaveReason.LEFT);
            return;
        }
        joining.remove(connection);
        buffer.events.forEach(event -> connection.line().send(event.event(), event.data()));
        connection.line().join(name.key());
    }

    private boolean isIn(Connection connection) {
        Member member = members.get(connection.user().id());
        return member != null && member.connections.contains(connection);
    }

    /**
     * Ends the buffering: sends the history, then what came meanwhile and is not in it, and from then on everything.
     *
     * @param first sent before anything else
     * @param head the last number that {@code first} includes
     * @return false if the connection ended or overran its buffer meanwhile; then it is not in the room
     */
    synchronized boolean finishJoin(Connection connection, List<Wire.Outgoing> first, long head) {
        Buffer buffer = joining.get(connection);
        if (buffer == null || buffer.overrun || !connection.joined(name)) {
            leave(connection, LeaveReason.LEFT);
            return false;
        }
        joining.remove(connection);
        for (Wire.Outgoing event : first) {
            connection.line().send(event.event(), event.data());
        }
        for (Wire.Outgoing event : buffer.events) {
            if (event.seq() == 0 || event.seq() > head) {
                connection.line().send(event.event(), event.data());
            }
        }
        if (head > published) {
            floors.put(connection, head);
        }
        connection.line().join(name.key());
        enter(connection);
        return true;
    }

    private void enter(Connection connection) {
        User user = connection.user();
        Member member = members.get(user.id());
        if (member != null) {
            member.enter(connection);
            sendUsersTo(connection);
            return;
        }
        member = new Member(user);
        member.connections.add(connection);
        members.put(user.id(), member);
        context.entered(user.id(), name);
        Map<String, Object> data = joinedOrLeft(user);
        if (members.size() <= context.noticeUsers()) {
            send(new Wire.Outgoing(0, "userJoined", data), Delivery.inbox(user.id()));
        }
        if (members.size() > context.coalesceFrom()) {
            sendUsersTo(connection);
        }
        usersChanged();
        context.listeners().tell(listener -> listener.onJoin(name, user));
    }

    /** Takes one connection out; the user has left when it was the last one. */
    synchronized boolean leave(Connection connection, LeaveReason reason) {
        boolean wasJoining = joining.remove(connection) != null;
        floors.remove(connection);
        Member member = members.get(connection.user().id());
        if (member == null || !member.connections.remove(connection)) {
            return wasJoining;
        }
        connection.left(name);
        connection.line().leave(name.key());
        if (member.connections.isEmpty()) {
            depart(member, reason);
        }
        return true;
    }

    /** Takes a connection out that is lost; the user has left when it does not come back within the grace time. */
    synchronized void lost(Connection connection, Duration grace) {
        joining.remove(connection);
        floors.remove(connection);
        Member member = members.get(connection.user().id());
        if (member == null || !member.connections.remove(connection) || !member.connections.isEmpty()) {
            return;
        }
        if (grace.isZero()) {
            depart(member, LeaveReason.DISCONNECTED);
        } else {
            pins++;
            int visit = member.visit;
            context.scheduler().schedule(grace, () -> graceOver(member, visit));
        }
    }

    private void graceOver(Member member, int visit) {
        synchronized (this) {
            if (member.visit == visit && member.connections.isEmpty() && members.get(member.user.id()) == member) {
                depart(member, LeaveReason.DISCONNECTED);
            }
        }
        context.unpin(this);
    }

    /** Takes every connection of a user out. */
    synchronized boolean expel(UserId user, LeaveReason reason) {
        for (Connection connection : List.copyOf(joining.keySet())) {
            if (connection.user().id().equals(user)) {
                joining.remove(connection);
            }
        }
        Member member = members.get(user);
        if (member == null) {
            return false;
        }
        for (Connection connection : member.connections) {
            floors.remove(connection);
            connection.left(name);
            connection.line().leave(name.key());
        }
        member.connections.clear();
        depart(member, reason);
        return true;
    }

    private void depart(Member member, LeaveReason reason) {
        User user = member.user;
        members.remove(user.id());
        context.left(user.id(), name);
        Map<String, Object> data = joinedOrLeft(user);
        data.put("reason", reason.wireName());
        if (members.size() <= context.noticeUsers()) {
            send(new Wire.Outgoing(0, "userLeft", data), null);
        }
        usersChanged();
        context.listeners().tell(listener -> listener.onLeave(name, user, reason));
    }

    private Map<String, Object> joinedOrLeft(User user) {
        return Wire.fields(
                "room",
                Wire.room(name),
                "user",
                Wire.user(user),
                "username",
                user.name(),
                "count",
                members.size(),
                "timestamp",
                Wire.time(context.scheduler().now()));
    }

    /** Sends an event to everybody in the room, but not to those who have joined {@code except}. */
    synchronized void send(Wire.Outgoing event, @Nullable String except) {
        joining.forEach((connection, buffer) -> {
            if (except == null || !isExcepted(connection, except)) {
                buffer.add(event, context.joinBuffer());
            }
        });
        List<String> excepted = new ArrayList<>();
        if (except != null) {
            excepted.add(except);
        }
        if (event.event().equals("roomReset")) {
            published = 0;
            floors.clear();
        }
        if (event.seq() > 0) {
            published = Math.max(published, event.seq());
            floors.forEach((connection, floor) -> {
                if (event.seq() <= floor) {
                    excepted.add(connection.id());
                }
            });
            floors.values().removeIf(floor -> floor <= event.seq());
        }
        context.delivery().send(List.of(name.key()), excepted, event.event(), event.data());
    }

    private static boolean isExcepted(Connection connection, String except) {
        return except.equals(connection.id())
                || except.equals(Delivery.inbox(connection.user().id()));
    }

    private void usersChanged() {
        if (members.isEmpty() && joining.isEmpty()) {
            return;
        }
        if (members.size() <= context.coalesceFrom()) {
            send(users(), null);
        } else if (!listPending) {
            listPending = true;
            pins++;
            context.scheduler().schedule(context.listInterval(), this::sendList);
        }
    }

    private void sendList() {
        synchronized (this) {
            listPending = false;
            send(users(), null);
        }
        context.unpin(this);
    }

    private void sendUsersTo(Connection connection) {
        connection.line().send("roomUsers", users().data());
    }

    /** The list of users as an event. */
    synchronized Wire.Outgoing users() {
        List<Object> shown = new ArrayList<>();
        for (Member member : members.values()) {
            if (shown.size() == context.usersShown()) {
                break;
            }
            UserId id = member.user.id();
            shown.add(Wire.fields(
                    "id",
                    id.value(),
                    "username",
                    member.user.name(),
                    "room",
                    Wire.room(name),
                    "status",
                    context.presence(id).status().wireName(),
                    "role",
                    rules.isDone() && !rules.isCompletedExceptionally()
                            ? rules.join().role(id).wireName()
                            : null));
        }
        return new Wire.Outgoing(
                0,
                "roomUsers",
                Wire.fields(
                        "room",
                        Wire.room(name),
                        "users",
                        shown,
                        "count",
                        members.size(),
                        "truncated",
                        shown.size() < members.size()));
    }

    synchronized List<User> people() {
        return members.values().stream().map(member -> member.user).toList();
    }

    /** Puts newer knowledge of a user in the place of the older. */
    synchronized void update(User user) {
        Member member = members.get(user.id());
        if (member != null) {
            member.user = user;
            usersChanged();
        }
    }

    /** Tries to end the room; true if it is to leave memory. */
    synchronized boolean endIfIdle() {
        return closeIfIdle();
    }

    private static final class Member {
        private User user;
        private final Set<Connection> connections = new LinkedHashSet<>();
        /** Counts the arrivals, so that a grace time ends only the absence that began it. */
        private int visit;

        Member(User user) {
            this.user = user;
        }

        void enter(Connection connection) {
            visit++;
            user = connection.user();
            connections.add(connection);
        }
    }

    /** The events of a connection whose history is being read. */
    private static final class Buffer {
        private final List<Wire.Outgoing> events = new ArrayList<>();
        private boolean overrun;

        void add(Wire.Outgoing event, int max) {
            if (events.size() < max) {
                events.add(event);
            } else {
                overrun = true;
                events.clear();
            }
        }
    }
}
