package dev.parley.chat.room;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.transport.Scheduler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user: who, which rooms, and the order of its commands. Guarded by {@code this}, except the user, which
 * is volatile and changed by this connection's own commands; {@link ClientSocket} is called without the lock.
 *
 * <p>NEW until it is let in, then ADMITTED; ENDED for ever when it is refused or lost. Whatever a command changes
 * on behalf of a connection is changed only while it is ADMITTED, decided under this lock, which {@link #end} takes too.
 */
public final class ChatConnection {

    /** What the commands of one connection that have begun or wait may take together; one alone may take more. */
    public static final long MAX_COMMAND_BYTES = 1L << 20;

    private enum State {
        NEW,
        ADMITTED,
        ENDED
    }

    private final ClientSocket socket;
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

    public ChatConnection(ClientSocket socket, Identity identity, TokenBucket commands) {
        this.socket = socket;
        this.user = identity.user();
        this.guest = identity.guest();
        this.firstStatus = identity.status();
        this.commands = commands;
    }

    public ClientSocket socket() {
        return socket;
    }

    public String id() {
        return socket.id();
    }

    public User user() {
        return user;
    }

    public void user(User changed) {
        user = changed;
    }

    public boolean guest() {
        return guest;
    }

    /** The status that the user wants to come in with, if this is the first connection; null for what it was before. */
    @Nullable
    PresenceStatus firstStatus() {
        return firstStatus;
    }

    public TokenBucket commands() {
        return commands;
    }

    /** Counts a command that begins or waits; false, and not counted, if others are there and it would be too much with them. */
    public synchronized boolean holdCommand(long bytes) {
        if (commandBytes > 0 && commandBytes + bytes > MAX_COMMAND_BYTES) {
            return false;
        }
        commandBytes += bytes;
        return true;
    }

    public synchronized void releaseCommand(long bytes) {
        commandBytes -= bytes;
    }

    /**
     * Begins a step when the steps before are over: on this thread if they are, otherwise on {@code executor}. The step is
     * over when its future ends, however it ends.
     */
    public void turn(Supplier<? extends CompletableFuture<?>> step, Executor executor) {
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
    public synchronized List<RoomName> rooms() {
        return List.copyOf(rooms);
    }

    public synchronized boolean isIn(RoomName room) {
        return rooms.contains(room);
    }

    /** Takes the connection in; false if it has ended meanwhile. */
    public synchronized boolean admit(Person owner) {
        if (state != State.NEW) {
            return false;
        }
        state = State.ADMITTED;
        person = owner;
        return true;
    }

    /** The user over all connections; only of an admitted connection. */
    public synchronized Person person() {
        requireAdmitted();
        return Objects.requireNonNull(person);
    }

    /** Refuses whatever a connection wants that is not admitted, or no longer. */
    public synchronized void requireAdmitted() {
        if (state != State.ADMITTED) {
            throw refusal != null ? refusal : new ChatException(ErrorCode.FORBIDDEN, "the connection has ended");
        }
    }

    /** Refuses a connection that is not in the room, or no longer; conversations are joined by nobody. */
    public synchronized void requireIn(RoomName room) {
        requireAdmitted();
        if (room.kind() == RoomName.Kind.NAMED && !rooms.contains(room)) {
            throw notInRoom();
        }
    }

    static ChatException notInRoom() {
        return new ChatException(ErrorCode.NOT_IN_ROOM, "join the room first");
    }

    /** Begins to join a room: it counts from now on, until {@link #endJoin}. */
    public synchronized void beginJoin(RoomName room, int maxRooms) {
        requireAdmitted();
        if (!rooms.contains(room) && !entering.contains(room) && rooms.size() + entering.size() >= maxRooms) {
            throw ChatException.limit(ErrorCode.TOO_MANY_ROOMS, Limit.ROOMS_PER_CONNECTION, maxRooms);
        }
        entering.add(room);
    }

    public synchronized void endJoin(RoomName room) {
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
    public synchronized @Nullable End end(@Nullable ChatException why, long now) {
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
    public record End(boolean admitted, List<RoomName> rooms) {}

    /** Whether the connection ended before a time, in the scheduler's nanoseconds. */
    synchronized boolean endedBefore(long time) {
        return state == State.ENDED && endedAt - time < 0;
    }

    /** Replaces what was watched; returns what it was. */
    public synchronized Set<String> watch(Set<String> keys) {
        requireAdmitted();
        Set<String> before = watched;
        watched = Set.copyOf(keys);
        return before;
    }

    /** Notes a subscription; false if there are as many as there may be. */
    public synchronized boolean subscribe(String entity, int max) {
        requireAdmitted();
        return subscriptions.contains(entity) || (subscriptions.size() < max && subscriptions.add(entity));
    }

    public synchronized boolean unsubscribe(String entity) {
        return subscriptions.remove(entity);
    }

    /** Sets the timer of the token's end in place of the one before. */
    public synchronized void setExpiry(Scheduler.@Nullable Cancellable timer) {
        if (expiry != null) {
            expiry.cancel();
        }
        expiry = timer;
        if (state == State.ENDED && timer != null) {
            timer.cancel();
        }
    }
}
