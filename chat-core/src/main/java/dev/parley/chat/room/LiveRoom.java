package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Limit;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A named room in memory, while somebody is in it or joining. Guarded by {@code this}. Under the lock it only passes
 * events to {@link EventDelivery}, which never blocks, and sets timers. The innermost lock except those of {@link
 * Person} and {@link ChatConnection}.
 *
 * <p>A joining connection first gets a buffer: events are held there until its history is sent, and then sent, except
 * those that the history already contains. Buffers are bounded in events and bytes; buffered events count in the memory
 * budget, once for all joining connections.
 */
public final class LiveRoom implements Attendance.Audience {

    private final long number;
    private final RoomName name;
    private final RoomContext context;
    private final CompletableFuture<RoomRules> rules = new CompletableFuture<>();
    private final Map<UserId, Member> members = new LinkedHashMap<>();
    private final Map<ChatConnection, JoinBuffer> joining = new LinkedHashMap<>();
    /** The end of a connection's history that is ahead of what has been published to the others. */
    private final Map<ChatConnection, Long> floors = new LinkedHashMap<>();
    /** Typing indicators by user. */
    private final Map<UserId, OutgoingEvent> typing = new LinkedHashMap<>();

    /** The last sequence number published since the room was loaded. */
    private long published;

    private int pins;
    private boolean closed;
    private boolean listPending;
    private final Attendance attendance;

    LiveRoom(long number, RoomName name, RoomContext context) {
        this.number = number;
        this.name = name;
        this.context = context;
        this.attendance = new Attendance(name, context, members, this);
    }

    /** Greater than those of all rooms loaded before. */
    long number() {
        return number;
    }

    public RoomName name() {
        return name;
    }

    /** The moderation rules; fails if they could not be read. */
    public CompletableFuture<RoomRules> rules() {
        return rules;
    }

    /** Keeps the room in memory; false if it has been unloaded. */
    synchronized boolean pin() {
        if (!closed) {
            pins++;
        }
        return !closed;
    }

    /** Undoes {@link #pin}; true if the room must be unloaded. */
    synchronized boolean unpin() {
        pins--;
        return closeIfIdle();
    }

    private boolean closeIfIdle() {
        if (!closed && pins == 0 && members.isEmpty() && joining.isEmpty()) {
            closed = true;
            attendance.close();
            return true;
        }
        return false;
    }

    /** The number of visible users. */
    public synchronized int size() {
        return attendance.size();
    }

    public synchronized boolean holds(UserId user) {
        return members.containsKey(user);
    }

    /** Everybody who is in the room or joining. */
    public synchronized List<UserId> present() {
        Stream<UserId> entering =
                joining.keySet().stream().map(connection -> connection.user().id());
        return Stream.concat(members.keySet().stream(), entering).distinct().toList();
    }

    /** Starts buffering for a connection that is joining, or rejoining to reload the history. */
    public synchronized void beginJoin(ChatConnection connection, int maxUsers) {
        UserId user = connection.user().id();
        long others = members.size() + attendance.onlyElsewhere(user) + entering(user);
        if (!members.containsKey(user) && others >= maxUsers) {
            throw ChatException.limit(ErrorCode.ROOM_FULL, Limit.USERS_PER_ROOM, maxUsers);
        }
        drop(connection);
        joining.put(connection, new JoinBuffer());
        floors.remove(connection);
        connection.socket().leave(name.key());
    }

    /** The number of other users about to become members. */
    private long entering(UserId user) {
        return joining.keySet().stream()
                .map(connection -> connection.user().id())
                .filter(id -> !id.equals(user) && !members.containsKey(id))
                .distinct()
                .count();
    }

    /** Stops buffering without a history: a connection that was in the room receives the buffered events, or leaves. */
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

    /** Stops buffering; false if there was no buffer. */
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
     * Completes a join: sends the history, then the buffered events that are not in it, and from then on everything.
     *
     * @param first sent first
     * @param head the last sequence number that {@code first} includes
     * @throws ChatException if the connection ended, was expelled or overran its buffer meanwhile; it is then not in
     *     the room
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
        // The user may have gone and come back while the room reserved the place.
        context.entered(user.id(), name);
        if (member != null) {
            member.enter(connection);
            sendUsersTo(connection);
            return;
        }
        member = new Member(connection, context.scheduler().nanoTime());
        members.put(user.id(), member);
        if (context.isInvisible(user.id())) {
            attendance.share(member);
            sendUsersTo(connection);
        } else {
            attendance.show(member);
            if (attendance.size() > context.coalesceFrom()) {
                sendUsersTo(connection);
            }
            usersChanged();
        }
        context.listeners().publish(listener -> listener.onJoin(name, user));
    }

    /** Takes over whether a user is in the room through other engines. */
    synchronized void changedElsewhere(UserId user, String note) {
        attendance.update(user, note);
    }

    /** Takes over everybody who is in the room through other engines. */
    synchronized void foundElsewhere() {
        attendance.updateAll();
    }

    @Override
    public synchronized void listIsLate() {
        attendance.late();
    }

    /** Updates a member's visibility to its current status. */
    synchronized void showOrHide(UserId user) {
        Member member = members.get(user);
        if (member == null || member.shown != context.isInvisible(user)) {
            return;
        }
        if (member.shown) {
            attendance.hide(member);
        } else {
            attendance.show(member);
            usersChanged();
        }
    }

    /** Removes a connection; the user leaves with the last one. */
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

    /** Removes a lost connection; the user leaves unless it reconnects within the grace period. */
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

    /** Removes connections that ended before a time, and members left without any; returns the number of those members. */
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

    /** Members whose connections have ended are not listed here any more if they are seen in the room through another engine. */
    public synchronized void takeOffMoved() {
        long now = context.scheduler().nanoTime();
        for (Member member : List.copyOf(members.values())) {
            UserId user = member.user.id();
            boolean ended = member.connections.stream().allMatch(connection -> connection.endedBefore(now));
            if (ended && attendance.isElsewhere(user)) {
                members.remove(user);
                context.left(user, name);
                attendance.depart(member, LeaveReason.DISCONNECTED);
            }
        }
    }

    /** Removes all connections of a user. */
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
        attendance.depart(member, reason);
        context.listeners().publish(listener -> listener.onLeave(name, user, reason));
    }

    /** Shows a typing indicator, also to those who join later. */
    synchronized void startTyping(UserId user, OutgoingEvent event) {
        typing.put(user, event);
        sendToMembers(event, EventDelivery.inbox(user));
    }

    /** Removes a typing indicator. */
    synchronized void stopTyping(UserId user, OutgoingEvent event) {
        typing.remove(user);
        send(event, EventDelivery.inbox(user));
    }

    /** Sends an event to everybody in the room except those who have joined {@code except}. */
    @Override
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
        if (event.event() == ServerEvent.ROOM_RESET) {
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

    @Override
    public void usersChanged() {
        if (members.isEmpty() && joining.isEmpty()) {
            return;
        }
        if (attendance.size() <= context.coalesceFrom()) {
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
        connection.socket().send(ServerEvent.ROOM_USERS, users().data());
    }

    /** The visible users as an event. */
    public synchronized OutgoingEvent users() {
        return attendance.list();
    }

    @Override
    public @Nullable String role(UserId user) {
        return rules.isDone() && !rules.isCompletedExceptionally()
                ? rules.join().role(user).wireName()
                : null;
    }

    /** Everybody who is in the room, here or through other engines. */
    public synchronized List<User> people() {
        return attendance.people();
    }

    /** Updates a member's user data. */
    synchronized void update(User user) {
        Member member = members.get(user.id());
        if (member != null) {
            member.user = user;
            attendance.share(member);
            if (member.shown) {
                usersChanged();
            }
        }
    }

    /** Closes the room if it is idle; true if it must be unloaded. */
    synchronized boolean endIfIdle() {
        return closeIfIdle();
    }
}
