package dev.parley.socketio;

import dev.parley.engineio.EngineServer;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.session.Session;
import dev.parley.socketio.SocketServer.DrainListener;
import dev.parley.time.Scheduler;
import dev.parley.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Moves the clients of a server to others, in random order, spread over a window. In its first quarter nobody is moved: load balancers
 * need that time to see that the server is not ready. The queue is guarded by {@code this}; nothing is called under the lock.
 */
final class Draining {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int QUARTER = 4;

    /** How long a client may take to be finished and saved. */
    static final Duration MOVE_LIMIT = Duration.ofSeconds(10);
    /** How long the last clients then have to receive what is queued. */
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(1);

    private final EngineServer engine;
    private final Namespaces namespaces;
    private final Scheduler scheduler;
    private final DrainListener listener;
    private final RandomGenerator random;
    private final long begunAt;

    private final Queue<Move> waiting = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> moving = new ArrayList<>();
    private @Nullable Cancellable timer;
    private boolean stopped;

    /** A session, a socket of it if there was one, and when it is moved, in nanoseconds from the beginning. */
    private record Move(Session session, @Nullable Socket socket, long at) {}

    Draining(EngineServer engine, Namespaces namespaces, DrainListener listener, RandomGenerator random) {
        this.engine = engine;
        this.namespaces = namespaces;
        this.scheduler = engine.scheduler();
        this.listener = listener;
        this.random = random;
        this.begunAt = scheduler.nanoTime();
    }

    /** Begins; completes when all clients were moved, and were sent what {@code flushed} waits for. */
    CompletableFuture<Void> run(Duration window, Supplier<CompletionStage<Void>> flushed) {
        engine.drain();
        plan(Scheduler.bounded(window).toNanos());
        CompletableFuture<Void> due = new CompletableFuture<>();
        tick(due);
        return due.thenCompose(done -> rest()).thenCompose(done -> within(FLUSH_LIMIT, flushed.get()));
    }

    private void plan(long window) {
        Map<Session, Socket> here = sockets();
        List<Session> sessions = new ArrayList<>(engine.sessions());
        shuffle(sessions, random);
        long lead = window / QUARTER;
        double each = (double) (window - lead) / Math.max(1, sessions.size());
        List<Move> moves = new ArrayList<>();
        for (Session session : sessions) {
            moves.add(new Move(session, here.get(session), lead + (long) (each * (moves.size() + 1))));
        }
        synchronized (this) {
            waiting.addAll(moves);
        }
        for (Move move : moves) {
            for (Socket socket : companions(move.socket)) {
                Duration left = Duration.ofNanos(move.at);
                socket.listeners().guard("drain", () -> listener.onDraining(socket, left));
            }
        }
    }

    /** That of {@link Collections} takes such a generator on Java 21 only. */
    private static void shuffle(List<?> list, RandomGenerator random) {
        for (int last = list.size() - 1; last > 0; last--) {
            Collections.swap(list, last, random.nextInt(last + 1));
        }
    }

    /** One socket of each session that has any: it knows the others. */
    private Map<Session, Socket> sockets() {
        Map<Session, Socket> found = new HashMap<>();
        for (Namespace namespace : namespaces.all()) {
            namespace.sockets().forEach(socket -> found.put(socket.session(), socket));
        }
        return found;
    }

    private static List<Socket> companions(@Nullable Socket socket) {
        return socket == null ? List.of() : socket.life().companions();
    }

    private void tick(CompletableFuture<Void> due) {
        for (Move move = next(); move != null; move = next()) {
            CompletableFuture<Void> moved = move(move.session, move.socket);
            synchronized (this) {
                moving.add(moved);
            }
        }
        if (!waits()) {
            due.complete(null);
            return;
        }
        Cancellable next = scheduler.schedule(TICK, () -> tick(due));
        boolean over;
        synchronized (this) {
            timer = next;
            over = stopped;
        }
        if (over) {
            next.cancel();
        }
    }

    /** Nobody is moved any more: the server shuts down. */
    void stop() {
        Cancellable next;
        synchronized (this) {
            stopped = true;
            next = timer;
            waiting.clear();
        }
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized boolean waits() {
        moving.removeIf(CompletableFuture::isDone);
        return !waiting.isEmpty();
    }

    private synchronized @Nullable Move next() {
        Move first = waiting.peek();
        return first != null && first.at <= scheduler.nanoTime() - begunAt ? waiting.poll() : null;
    }

    /** Who had just opened a session when the others were planned, and those that are on their way. */
    private CompletableFuture<Void> rest() {
        Map<Session, Socket> here = sockets();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Session session : List.copyOf(engine.sessions())) {
            if (session.isOpen()) {
                all.add(move(session, here.get(session)));
            }
        }
        synchronized (this) {
            all.addAll(moving);
        }
        return allOf(all);
    }

    private CompletableFuture<Void> move(Session session, @Nullable Socket any) {
        List<CompletableFuture<Void>> saved = companions(any).stream()
                .map(socket -> socket.life().handOver(listener::finish))
                .toList();
        return within(MOVE_LIMIT, allOf(saved)).thenRun(() -> session.close(CloseReason.SERVER_SHUTTING_DOWN));
    }

    private static CompletableFuture<Void> allOf(Collection<CompletableFuture<Void>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
    }

    /** Completes with the stage, even exceptionally, or when the time is over. */
    private CompletableFuture<Void> within(Duration limit, CompletionStage<Void> stage) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Cancellable timer = scheduler.schedule(limit, () -> over.complete(null));
        stage.whenComplete((done, failure) -> {
            timer.cancel();
            over.complete(null);
        });
        return over;
    }
}
