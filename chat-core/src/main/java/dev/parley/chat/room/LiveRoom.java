package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Limit;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A named room while somebody is in it or on the way in. Guarded by {@code this}. Under the lock events are handed to
 * {@link EventDelivery}, which never blocks, and timers are set; nothing else is called. It is the innermost lock but for
 * {@link Person} and {@link ChatConnection}.
 *
 * <p>A connection that joins first gets a buffer: events go there until its history is sent, and are then sent behind it,
 * without those that the history holds already. Buffers are bounded in events and bytes; what they hold is counted in the memory
 * budget, an event once for all who join.
 */
public final class LiveRoom {

    private final RoomName name;
    private final RoomContext context;
    private final CompletableFuture<RoomRules> rules = new CompletableFuture<>();
    private final Map<UserId, Member> members = new LinkedHashMap<>();
    private final Map<ChatConnection, JoinBuffer> joining = new HashMap<>();
    /** What a connection got with its history although it is only now being sent to the others. */
    private final Map<ChatConnection, Long> floors = new HashMap<>();
    /** Who is typing, with the event that says so. */
    private final Map<UserId, OutgoingEvent> typing = new LinkedHashMap<>();

    /** The last number that was sent since the room is in memory. */
    private long published;

    private int pins;
    private boolean closed;
    private boolean listPending;
    /** How many members the others know of. */
    private int shown;

    LiveRoom(RoomName name, RoomContext context) {
        this.name = name;
        this.context = context;
    }

    public RoomName name() {
        return name;
    }

    /** What moderation decided; fails when it could not be read. */
    public CompletableFuture<RoomRules> rules() {
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

    /** How many users others see here. */
    public synchronized int size() {
        return shown;
    }

    public synchronized boolean holds(UserId user) {
        return members.containsKey(user);
    }

    /** Begins to buffer for a connection that is not in the room yet, or sends it the history again. */
    public synchronized void beginJoin(ChatConnection connection, int maxUsers) {
        UserId user = connection.user().id();
        if (!members.containsKey(user) && members.size() + entering(user) >= maxUsers) {
            throw ChatException.limit(ErrorCode.ROOM_FULL, Limit.USERS_PER_ROOM, maxUsers);
        }
        drop(connection);
        joining.put(connection, new JoinBuffer());
        floors.remove(connection);
        connection.socket().leave(name.key());
    }

    /** How many users are about to become members, beside this one. */
    private long entering(UserId user) {
        return joining.keySet().stream()
                .map(connection -> connection.user().id())
                .filter(id -> !id.equals(user) && !members.containsKey(id))
                .distinct()
                .count();
    }

    /** Ends the buffering without a history: who was in the room before gets what came meanwhile, or has left it. */
    public synchronized void abortJoin(ChatConnection connection) {
        JoinBuffer buffer = joining.get(connection);
        if (buffer == null) {
            return;
        }
        if (!isIn(connection) || buffer.overrun() != null) {
            leave(connection, LeaveReason.LEFT);
            return;
        }
        buffer.events().forEach(event -> connection.socket().send(event));
        drop(connection);
        sendTypingTo(connection);
        connection.socket().join(name.key());
    }

    /** Ends the buffering; false if there was none. */
    private boolean drop(ChatConnection connection) {
        JoinBuffer buffer = joining.remove(connection);
        if (buffer != null) {
            buffer.release(context.joinBounds().memory());
        }
        return buffer != null;
    }

    private boolean isIn(ChatConnection connection) {
        Member member = members.get(connection.user().id());
        return member != null && member.connections.contains(connection);
    }

    /**
     * Ends the buffering: sends the history, then what came meanwhile and is not in it, and from then on everything.
     *
     * @param first sent before anything else
     * @param head the last number that {@code first} includes
     * @throws ChatException if the connection ended, was expelled or overran its buffer meanwhile; then it is not in the room
     */
    public synchronized void finishJoin(ChatConnection connection, List<OutgoingEvent> first, long head) {
        JoinBuffer buffer = joining.get(connection);
        ChatException overrun = buffer == null ? null : buffer.overrun();
        if (buffer == null || overrun != null || !connection.joined(name)) {
            leave(connection, LeaveReason.LEFT);
            connection.requireAdmitted();
            throw overrun == null ? new ChatException(ErrorCode.FORBIDDEN, "you were taken out of the room") : overrun;
        }
        for (OutgoingEvent event : first) {
            connection.socket().send(event);
        }
        for (OutgoingEvent event : buffer.events()) {
            if (event.seq() == 0 || event.seq() > head) {
                connection.socket().send(event);
            }
        }
        drop(connection);
        if (head > published) {
            floors.put(connection, head);
        }
        sendTypingTo(connection);
        connection.socket().join(name.key());
        enter(connection);
    }

    private void sendTypingTo(ChatConnection connection) {
        typing.forEach((user, event) -> {
            if (!user.equals(connection.user().id())) {
                connection.socket().send(event);
            }
        });
    }

    private void enter(ChatConnection connection) {
        User user = connection.user();
        Member member = members.get(user.id());
        // The user may have been gone and come back while the room kept the place.
        context.entered(user.id(), name);
        if (member != null) {
            member.enter(connection);
            sendUsersTo(connection);
            return;
        }
        member = new Member(connection, context.scheduler().nanoTime());
        members.put(user.id(), member);
        if (context.isInvisible(user.id())) {
            sendUsersTo(connection);
        } else {
            show(member);
            if (shown > context.coalesceFrom()) {
                sendUsersTo(connection);
            }
            usersChanged();
        }
        context.listeners().tell(listener -> listener.onJoin(name, user));
    }

    /** Lets the others see a member. */
    private void show(Member member) {
        member.shown = true;
        shown++;
        notice("userJoined", joinedOrLeft(member.user), member);
    }

    /** Lets the others no longer see a member. */
    private void hide(Member member, LeaveReason reason) {
        member.shown = false;
        shown--;
        Map<String, Object> data = joinedOrLeft(member.user);
        data.put("reason", reason.wireName());
        notice("userLeft", data, member);
    }

    /** Those who are still in the room with another device are not notified of themselves. */
    private void notice(String event, Map<String, Object> data, Member member) {
        if (shown <= context.noticeUsers()) {
            send(new OutgoingEvent(0, event, data, member.first), EventDelivery.inbox(member.user.id()));
        }
    }

    /** Shows a member to the others, or no longer, as its status says now. */
    synchronized void showOrHide(UserId user) {
        Member member = members.get(user);
        if (member == null || member.shown != context.isInvisible(user)) {
            return;
        }
        if (member.shown) {
            hide(member, LeaveReason.DISCONNECTED);
        } else {
            show(member);
        }
        usersChanged();
    }

    /** Takes one connection out; the user has left when it was the last one. */
    synchronized boolean leave(ChatConnection connection, LeaveReason reason) {
        boolean wasJoining = drop(connection);
        floors.remove(connection);
        Member member = members.get(connection.user().id());
        if (member == null || !member.connections.remove(connection)) {
            return wasJoining;
        }
        connection.left(name);
        connection.socket().leave(name.key());
        if (member.connections.isEmpty()) {
            depart(member, reason);
        }
        return true;
    }

    /** Takes a connection out that is lost; the user has left when it does not come back within the grace time. */
    synchronized void lost(ChatConnection connection, Duration grace) {
        drop(connection);
        floors.remove(connection);
        Member member = members.get(connection.user().id());
        if (member == null || !member.connections.remove(connection) || !member.connections.isEmpty()) {
            return;
        }
        if (grace.isZero()) {
            depart(member, LeaveReason.DISCONNECTED);
        } else {
            member.keptUntil = context.scheduler().nanoTime() + grace.toNanos();
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

    /** Takes out connections that ended before a time, and members who are left without one; returns how many members. */
    public synchronized int sweep(long endedBefore) {
        List.copyOf(joining.keySet()).stream()
                .filter(connection -> connection.endedBefore(endedBefore))
                .forEach(this::drop);
        int found = 0;
        for (Member member : List.copyOf(members.values())) {
            member.connections.removeIf(connection -> connection.endedBefore(endedBefore));
            if (member.connections.isEmpty() && member.keptUntil - endedBefore < 0) {
                depart(member, LeaveReason.DISCONNECTED);
                found++;
            }
        }
        return found;
    }

    /** Takes every connection of a user out. */
    public synchronized boolean expel(UserId user, LeaveReason reason) {
        for (ChatConnection connection : List.copyOf(joining.keySet())) {
            if (connection.user().id().equals(user)) {
                drop(connection);
            }
        }
        Member member = members.get(user);
        if (member == null) {
            return false;
        }
        for (ChatConnection connection : member.connections) {
            floors.remove(connection);
            connection.left(name);
            connection.socket().leave(name.key());
        }
        member.connections.clear();
        depart(member, reason);
        return true;
    }

    private void depart(Member member, LeaveReason reason) {
        User user = member.user;
        members.remove(user.id());
        context.left(user.id(), name);
        if (member.shown) {
            hide(member, reason);
            usersChanged();
        }
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
                shown,
                "timestamp",
                Wire.time(context.scheduler().now()));
    }

    /** Shows that a user is typing, also to those who join later. */
    synchronized void startTyping(UserId user, OutgoingEvent event) {
        typing.put(user, event);
        sendToMembers(event, EventDelivery.inbox(user));
    }

    /** Ends what {@link #startTyping} began. */
    synchronized void stopTyping(UserId user, OutgoingEvent event) {
        typing.remove(user);
        send(event, EventDelivery.inbox(user));
    }

    /** Sends an event to everybody in the room, but not to those who have joined {@code except}. */
    public synchronized void send(OutgoingEvent event, @Nullable String except) {
        if (!joining.isEmpty()) {
            JoinBuffer.Kept kept = new JoinBuffer.Kept(event);
            joining.forEach((connection, buffer) -> {
                if (except == null || !isExcepted(connection, except)) {
                    buffer.add(kept, context.joinBounds());
                }
            });
        }
        sendToMembers(event, except);
    }

    private void sendToMembers(OutgoingEvent event, @Nullable String except) {
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
        context.delivery().send(List.of(name.key()), excepted, event);
    }

    private static boolean isExcepted(ChatConnection connection, String except) {
        return except.equals(connection.id())
                || except.equals(EventDelivery.inbox(connection.user().id()));
    }

    private void usersChanged() {
        if (members.isEmpty() && joining.isEmpty()) {
            return;
        }
        if (shown <= context.coalesceFrom()) {
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

    private void sendUsersTo(ChatConnection connection) {
        connection.socket().send("roomUsers", users().data());
    }

    /** The list of users, as others see it, as an event. */
    public synchronized OutgoingEvent users() {
        List<Object> listed = new ArrayList<>();
        for (Member member : members.values()) {
            if (listed.size() == context.usersShown()) {
                break;
            }
            if (member.shown) {
                listed.add(listed(member.user));
            }
        }
        return OutgoingEvent.of(
                "roomUsers",
                Wire.fields(
                        "room", Wire.room(name), "users", listed, "count", shown, "truncated", listed.size() < shown));
    }

    private Map<String, Object> listed(User user) {
        return Wire.fields(
                "id",
                user.id().value(),
                "username",
                user.name(),
                "room",
                Wire.room(name),
                "status",
                context.presence(user.id()).status().wireName(),
                "role",
                rules.isDone() && !rules.isCompletedExceptionally()
                        ? rules.join().role(user.id()).wireName()
                        : null);
    }

    public synchronized List<User> people() {
        return members.values().stream().map(member -> member.user).toList();
    }

    /** Puts newer knowledge of a user in the place of the older. */
    synchronized void update(User user) {
        Member member = members.get(user.id());
        if (member != null) {
            member.user = user;
            if (member.shown) {
                usersChanged();
            }
        }
    }

    /** Tries to end the room; true if it is to leave memory. */
    synchronized boolean endIfIdle() {
        return closeIfIdle();
    }
}
