package dev.parley.chat;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.transport.Scheduler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user: who, which rooms, and the order of its commands. Guarded by {@code this}, except the user, which
 * is volatile and changed by this connection's own commands; {@link Line} is called without the lock.
 *
 * <p>NEW until {@link Sessions} admits it, then ADMITTED; ENDED for ever when it is refused or lost. Whatever a command changes
 * on behalf of a connection is changed only while it is ADMITTED, decided under this lock, which {@link #end} takes too.
 */
final class Connection {

    /** What the commands of one connection that have begun or wait may take together; one alone may take more. */
    static final long MAX_COMMAND_BYTES = 1L << 20;

    private enum State {
        NEW,
        ADMITTED,
        ENDED
    }

    /** What the engine needs of a socket. Thread-safe; calls never block. */
    interface Line {
        String id();

        /** Sends an event of the catalogue, in the form this client understands. */
        void send(OutgoingEvent event);

        default void send(String event, Map<String, Object> data) {
            send(OutgoingEvent.of(event, data));
        }

        /** Notes that a message of this connection is about to be stored and sent. */
        void sending(MessageId message);

        void join(String key);

        void leave(String key);

        /** Whether the socket is there. */
        boolean isOpen();

        /** Ends the connection, behind what was sent before. */
        void disconnect();
    }

    private final Line line;
    private final boolean guest;
    private final @Nullable PresenceStatus firstStatus;
    private final TokenBucket commands;
    private final Set<RoomName> rooms = new LinkedHashSet<>();
    private final Set<RoomName> entering = new LinkedHashSet<>();
    private Set<String> watched = Set.of();
    private final Set<String> subscriptions = new LinkedHashSet<>();
    private volatile User user;
    private State state = State.NEW;
    private long endedAt;
    private @Nullable Person person;
    private @Nullable ChatException refusal;
    private CompletableFuture<?> turn = CompletableFuture.completedFuture(null);
    /** Of the commands that have begun or wait for their turn. */
    private long commandBytes;

    private Scheduler.@Nullable Cancellable expiry;

    Connection(Line line, Gatekeeper.Admission admission, TokenBucket commands) {
        this.line = line;
        this.user = admission.user();
        this.guest = admission.guest();
        this.firstStatus = admission.status();
        this.commands = commands;
    }

    Line line() {
        return line;
    }

    String id() {
        return line.id();
    }

    User user() {
        return user;
    }

    void user(User changed) {
        user = changed;
    }

    boolean guest() {
        return guest;
    }

    /** The status that the user wants to come in with, if this is the first connection; null for what it was before. */
    @Nullable
    PresenceStatus firstStatus() {
        return firstStatus;
    }

    TokenBucket commands() {
        return commands;
    }

    /** Counts a command that begins or waits; false, and not counted, if others are there and it would be too much with them. */
    synchronized boolean holdCommand(long bytes) {
        if (commandBytes > 0 && commandBytes + bytes > MAX_COMMAND_BYTES) {
            return false;
        }
        commandBytes += bytes;
        return true;
    }

    synchronized void releaseCommand(long bytes) {
        commandBytes -= bytes;
    }

    /**
     * Begins a step when the steps before are over: on this thread if they are, otherwise on {@code executor}. The step is
     * over when its future ends, however it ends.
     */
    void turn(Supplier<? extends CompletableFuture<?>> step, Executor executor) {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        CompletableFuture<?> before;
        synchronized (this) {
            before = turn;
            turn = mine;
        }
        if (before.isDone()) {
            begin(step, mine);
        } else {
            before.whenCompleteAsync((done, failure) -> begin(step, mine), executor);
        }
    }

    private static void begin(Supplier<? extends CompletableFuture<?>> step, CompletableFuture<@Nullable Void> mine) {
        CompletableFuture<?> under;
        try {
            under = step.get();
        } catch (Throwable failure) {
            mine.complete(null);
            throw failure;
        }
        under.whenComplete((done, failure) -> mine.complete(null));
    }

    /** The rooms this connection is in, in the order of joining. */
    synchronized List<RoomName> rooms() {
        return List.copyOf(rooms);
    }

    synchronized boolean isIn(RoomName room) {
        return rooms.contains(room);
    }

    /** Takes the connection in; false if it has ended meanwhile. */
    synchronized boolean admit(Person owner) {
        if (state != State.NEW) {
            return false;
        }
        state = State.ADMITTED;
        person = owner;
        return true;
    }

    /** The user over all connections; only of an admitted connection. */
    synchronized Person person() {
        requireAdmitted();
        return Objects.requireNonNull(person);
    }

    /** Refuses whatever a connection wants that is not admitted, or no longer. */
    synchronized void requireAdmitted() {
        if (state != State.ADMITTED) {
            throw refusal != null ? refusal : new ChatException(ErrorCode.FORBIDDEN, "the connection has ended");
        }
    }

    /** Refuses a connection that is not in the room, or no longer; conversations are joined by nobody. */
    synchronized void requireIn(RoomName room) {
        requireAdmitted();
        if (room.kind() == RoomName.Kind.NAMED && !rooms.contains(room)) {
            throw RoomAccess.notInRoom();
        }
    }

    /** Begins to join a room: it counts from now on, until {@link #endJoin}. */
    synchronized void beginJoin(RoomName room, int maxRooms) {
        requireAdmitted();
        if (!rooms.contains(room) && !entering.contains(room) && rooms.size() + entering.size() >= maxRooms) {
            throw ChatException.limit(ErrorCode.TOO_MANY_ROOMS, Limit.ROOMS_PER_CONNECTION, maxRooms);
        }
        entering.add(room);
    }

    synchronized void endJoin(RoomName room) {
        entering.remove(room);
    }

    /** Notes that a room was joined; false if the connection has ended meanwhile. */
    synchronized boolean joined(RoomName room) {
        boolean admitted = state == State.ADMITTED;
        if (admitted) {
            rooms.add(room);
        }
        return admitted;
    }

    synchronized void left(RoomName room) {
        rooms.remove(room);
    }

    /**
     * Ends the connection.
     *
     * @param why what commands that are still to come are answered, or null
     * @param now the scheduler's nanoseconds
     * @return what it leaves behind, or null if it had ended before
     */
    synchronized @Nullable End end(@Nullable ChatException why, long now) {
        if (state == State.ENDED) {
            return null;
        }
        Set<RoomName> left = new LinkedHashSet<>(rooms);
        left.addAll(entering);
        End end = new End(state == State.ADMITTED, List.copyOf(left));
        state = State.ENDED;
        endedAt = now;
        refusal = why;
        rooms.clear();
        setExpiry(null);
        return end;
    }

    /**
     * What a connection leaves behind.
     *
     * @param admitted whether it was let in
     * @param rooms the rooms it was in or about to be in
     */
    record End(boolean admitted, List<RoomName> rooms) {}

    /** Whether the connection ended before a time, in the scheduler's nanoseconds. */
    synchronized boolean endedBefore(long time) {
        return state == State.ENDED && endedAt - time < 0;
    }

    /** Replaces what was watched; returns what it was. */
    synchronized Set<String> watch(Set<String> keys) {
        requireAdmitted();
        Set<String> before = watched;
        watched = Set.copyOf(keys);
        return before;
    }

    /** Notes a subscription; false if there are as many as there may be. */
    synchronized boolean subscribe(String entity, int max) {
        requireAdmitted();
        return subscriptions.contains(entity) || (subscriptions.size() < max && subscriptions.add(entity));
    }

    synchronized boolean unsubscribe(String entity) {
        return subscriptions.remove(entity);
    }

    /** Sets the timer of the token's end in place of the one before. */
    synchronized void setExpiry(Scheduler.@Nullable Cancellable timer) {
        if (expiry != null) {
            expiry.cancel();
        }
        expiry = timer;
        if (state == State.ENDED && timer != null) {
            timer.cancel();
        }
    }
}
