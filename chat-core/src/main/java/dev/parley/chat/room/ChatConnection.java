package dev.parley.chat.room;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.shared.Reservation;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.time.Scheduler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user: its identity, its rooms, and the order of its commands. Guarded by {@code this}, except the
 * user, which is volatile and changed only by this connection's own commands; {@link ClientSocket} is called without
 * the lock.
 *
 * <p>NEW until it is admitted, then ADMITTED; ENDED for good when it is refused or lost. Commands change state on
 * behalf of a connection only while it is ADMITTED, decided under this lock, which {@link #end} takes too.
 */
public final class ChatConnection {

    /** Maximum total size of the started and queued commands of one connection; a single command may exceed it. */
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
    private final Reservation reservation;
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
    /** Of the commands that are started or queued. */
    private long commandBytes;
    /** How many commands have no answer yet. */
    private int unanswered;
    /** Completes when all commands are answered; null unless somebody waits for that. */
    private @Nullable CompletableFuture<@Nullable Void> allAnswered;

    private Scheduler.@Nullable Cancellable expiry;

    public ChatConnection(ClientSocket socket, Identity identity, TokenBucket commands, Reservation reservation) {
        this.socket = socket;
        this.user = identity.user();
        this.guest = identity.guest();
        this.firstStatus = identity.status();
        this.commands = commands;
        this.reservation = reservation;
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

    /** The initial status requested by the user, if this is the first connection; null for the previous one. */
    @Nullable
    PresenceStatus firstStatus() {
        return firstStatus;
    }

    public TokenBucket commands() {
        return commands;
    }

    /** What it takes over all engines, until it ends. */
    public Reservation reservation() {
        return reservation;
    }

    /** Accounts for a command; false, and not counted, if it would exceed the limit together with others. */
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

    /** A command was accepted: {@link #answered} is called once it is answered. */
    public synchronized void accepted() {
        unanswered++;
    }

    public void answered() {
        CompletableFuture<@Nullable Void> waiting;
        synchronized (this) {
            unanswered--;
            waiting = unanswered == 0 ? allAnswered : null;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Completes when all commands accepted so far are answered, if no further ones are accepted. */
    public synchronized CompletableFuture<?> whenAnswered() {
        if (unanswered == 0) {
            return CompletableFuture.completedFuture(null);
        }
        if (allAnswered == null) {
            allAnswered = new CompletableFuture<>();
        }
        return allAnswered;
    }

    /**
     * Runs a step after all previous steps: on this thread if they are done, otherwise on {@code executor}. A step is
     * done when its future completes, even exceptionally.
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

    /** The rooms of this connection, in order of joining. */
    public synchronized List<RoomName> rooms() {
        return List.copyOf(rooms);
    }

    public synchronized boolean isIn(RoomName room) {
        return rooms.contains(room);
    }

    /** Admits the connection; false if it has ended meanwhile. */
    public synchronized boolean admit(Person owner) {
        if (state != State.NEW) {
            return false;
        }
        state = State.ADMITTED;
        person = owner;
        return true;
    }

    /** The user across all connections; only if this connection is admitted. */
    public synchronized Person person() {
        requireAdmitted();
        return Objects.requireNonNull(person);
    }

    /** Throws unless the connection is admitted and has not ended. */
    public synchronized void requireAdmitted() {
        if (state != State.ADMITTED) {
            throw refusal != null ? refusal : new ChatException(ErrorCode.FORBIDDEN, "the connection has ended");
        }
    }

    /** Throws unless the connection is in the room; conversations are never joined. */
    public synchronized void requireIn(RoomName room) {
        requireAdmitted();
        if (room.kind() == RoomName.Kind.NAMED && !rooms.contains(room)) {
            throw notInRoom();
        }
    }

    public static ChatException notInRoom() {
        return new ChatException(ErrorCode.NOT_IN_ROOM, "join the room first");
    }

    /** Starts joining a room: it counts from now on, until {@link #endJoin}. */
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

    /** Records that a room was joined; false if the connection has ended meanwhile. */
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
     * @param why the answer to further commands, or null
     * @param now the scheduler's nanoseconds
     * @return its final state, or null if it had ended before
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
     * The final state of a connection.
     *
     * @param admitted whether it was admitted
     * @param rooms the rooms it was in or joining
     */
    public record End(boolean admitted, List<RoomName> rooms) {}

    /** Whether the connection ended before a time, in the scheduler's nanoseconds. */
    synchronized boolean endedBefore(long time) {
        return state == State.ENDED && endedAt - time < 0;
    }

    /** Replaces the watched keys and returns the previous ones. */
    public synchronized Set<String> watch(Set<String> keys) {
        requireAdmitted();
        Set<String> before = watched;
        watched = Set.copyOf(keys);
        return before;
    }

    /** Records a subscription; false if the maximum is reached. */
    public synchronized boolean subscribe(String entity, int max) {
        requireAdmitted();
        return subscriptions.contains(entity) || (subscriptions.size() < max && subscriptions.add(entity));
    }

    public synchronized boolean unsubscribe(String entity) {
        return subscriptions.remove(entity);
    }

    /** Replaces the timer for the token's expiry. */
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
