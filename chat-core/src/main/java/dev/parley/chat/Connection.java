package dev.parley.chat;

import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.transport.Scheduler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a user: who, which rooms, and the order of its commands. Guarded by {@code this}, except the user, which
 * is volatile and changed by this connection's own commands; {@link Line} is called without the lock.
 */
final class Connection {

    /** What the engine needs of a socket. Thread-safe; calls never block. */
    interface Line {
        String id();

        /** Sends an event of the catalogue, in the form this client understands. */
        void send(String event, Map<String, Object> data);

        void join(String key);

        void leave(String key);

        /** Ends the connection, behind what was sent before. */
        void disconnect();
    }

    private final Line line;
    private final boolean guest;
    private final TokenBucket commands;
    private final Set<RoomName> rooms = new LinkedHashSet<>();
    private Set<String> watched = Set.of();
    private final Set<String> subscriptions = new LinkedHashSet<>();
    private volatile User user;
    private boolean closed;
    private CompletableFuture<?> turn = CompletableFuture.completedFuture(null);
    private Scheduler.@Nullable Cancellable expiry;

    Connection(Line line, User user, boolean guest, TokenBucket commands) {
        this.line = line;
        this.user = user;
        this.guest = guest;
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

    TokenBucket commands() {
        return commands;
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
        } catch (RuntimeException failure) {
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

    /** Notes that a room was joined; false if the connection has ended meanwhile. */
    synchronized boolean joined(RoomName room) {
        if (!closed) {
            rooms.add(room);
        }
        return !closed;
    }

    synchronized void left(RoomName room) {
        rooms.remove(room);
    }

    /** Notes the end; returns the rooms that are to be left. */
    synchronized List<RoomName> close() {
        closed = true;
        List<RoomName> left = List.copyOf(rooms);
        rooms.clear();
        setExpiry(null);
        return left;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Replaces what was watched; returns what it was. */
    synchronized Set<String> watch(Set<String> keys) {
        Set<String> before = watched;
        watched = Set.copyOf(keys);
        return before;
    }

    /** Notes a subscription; false if there are as many as there may be. */
    synchronized boolean subscribe(String entity, int max) {
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
        if (closed && timer != null) {
            timer.cancel();
        }
    }
}
