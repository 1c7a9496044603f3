package dev.parley.cluster.redis;

import dev.parley.cluster.redis.connection.Backoff;
import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.cluster.redis.connection.Shared;
import dev.parley.runtime.UncaughtErrors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Saves, takes and reads what clients need to return, on threads and connections of their own: none of it delays messages. A thread begins
 * when there is more to do than the others can. Calls of one key are made one after the other, in order. Guarded by {@code this}; calls
 * are made outside the lock.
 */
final class SessionThreads {

    /** Maximum number of calls that wait; further ones fail. */
    static final int MAX_WAITING = 10_000;

    private static final List<String> ELSEWHERE = List.of("MOVED", "TRYAGAIN", "CLUSTERDOWN");
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    /** Uses the connection; throws JedisException if that fails. */
    @FunctionalInterface
    interface Call<T> {

        @Nullable
        T on(RedisConnection redis);
    }

    /** How many threads, and how long and how much may wait for them. */
    record Bounds(int threads, Duration maxWait, long maxBytes) {}

    /** A call that waits. */
    private static final class Task<T> {

        private final String key;
        private final boolean alone;
        private final Call<T> call;
        private final long deadlineNanos;
        /** What it holds until it ends; guarded by the threads. */
        private int bytes;

        private final CompletableFuture<@Nullable T> result = new CompletableFuture<>();

        Task(String key, boolean alone, Call<T> call, int bytes, long deadlineNanos) {
            this.key = key;
            this.alone = alone;
            this.call = call;
            this.bytes = bytes;
            this.deadlineNanos = deadlineNanos;
        }
    }

    private final Shared shared;
    private final Bounds bounds;
    /** Those that a thread may begin. */
    private final ArrayDeque<Task<?>> ready = new ArrayDeque<>();
    /** Those behind another one of their key, which is ready or being made. */
    private final Map<String, ArrayDeque<Task<?>>> behind = new HashMap<>();

    private final List<Thread> threads = new ArrayList<>();
    private int idle;
    private int waiting;
    /** What the calls hold that wait, or are made now. */
    private long bytes;

    private volatile boolean closed;

    SessionThreads(Shared shared, Bounds bounds) {
        this.shared = shared;
        this.bounds = bounds;
    }

    /** Makes a call that changes one key, behind those of this key before it; again if the connection breaks. Fails if Redis refuses it or is away for too long. */
    <T> CompletionStage<@Nullable T> change(String key, int holds, Call<T> call) {
        return add(key, true, holds, call);
    }

    /** Makes a call that only reads, on whatever thread there is. Otherwise the same. */
    <T> CompletionStage<@Nullable T> read(String key, Call<T> call) {
        return add(key, false, 0, call);
    }

    private <T> CompletionStage<@Nullable T> add(String key, boolean alone, int holds, Call<T> call) {
        long deadline = shared.clock().nanoTime() + bounds.maxWait().toNanos();
        Task<T> task = new Task<>(key, alone, call, holds, deadline);
        synchronized (this) {
            boolean fits = waiting < MAX_WAITING && (bytes == 0 || bytes + holds <= bounds.maxBytes());
            if (fits && !closed) {
                waiting++;
                bytes += holds;
                queue(task);
                return task.result;
            }
        }
        task.result.completeExceptionally(
                new IllegalStateException(closed ? "the bus is closed" : "too many sessions wait for Redis"));
        return task.result;
    }

    private void queue(Task<?> task) {
        ArrayDeque<Task<?>> before = task.alone ? behind.get(task.key) : null;
        if (before != null) {
            before.add(task);
            return;
        }
        if (task.alone) {
            behind.put(task.key, new ArrayDeque<>(0));
        }
        begin(task);
    }

    private void begin(Task<?> task) {
        ready.add(task);
        if (idle >= ready.size()) {
            notify();
        } else if (threads.size() < bounds.threads() && !closed) {
            Thread thread = UncaughtErrors.thread("parley-redis-sessions-" + (threads.size() + 1), this::run);
            threads.add(thread);
            thread.start();
        }
    }

    private void run() {
        Worker worker = new Worker();
        try {
            for (Task<?> next = next(); next != null; next = next()) {
                worker.handle(next);
                done(next);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            worker.drop();
        }
    }

    /** Null when nothing more will come. */
    private synchronized @Nullable Task<?> next() throws InterruptedException {
        while (ready.isEmpty() && !closed) {
            idle++;
            try {
                wait();
            } finally {
                idle--;
            }
        }
        Task<?> next = ready.poll();
        waiting -= next == null ? 0 : 1;
        return next;
    }

    private <T> void make(Task<T> task, RedisConnection redis) {
        T value = task.call.on(redis);
        release(task);
        task.result.complete(value);
    }

    private void fail(Task<?> task, Throwable failure) {
        release(task);
        task.result.completeExceptionally(failure);
    }

    /** Before the result is known: who calls again then finds the room that this call had. */
    private synchronized void release(Task<?> task) {
        bytes -= task.bytes;
        task.bytes = 0;
    }

    private synchronized void done(Task<?> task) {
        release(task);
        ArrayDeque<Task<?>> others = task.alone ? behind.get(task.key) : null;
        Task<?> follows = others == null ? null : others.poll();
        if (follows != null) {
            begin(follows);
        } else if (others != null) {
            behind.remove(task.key);
        }
    }

    /** Waits for a second at most until what waits is done. */
    void close() {
        List<Thread> all;
        synchronized (this) {
            closed = true;
            notifyAll();
            all = List.copyOf(threads);
        }
        long end = shared.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        try {
            for (Thread each : all) {
                each.join(Math.max(
                        1, TimeUnit.NANOSECONDS.toMillis(end - shared.clock().nanoTime())));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connections of one thread, and what it does with them. */
    private final class Worker {

        private final Backoff backoff = new Backoff();
        /** By the server; several in a cluster of Redis. */
        private final Map<String, RedisConnection> connections = new HashMap<>();

        void handle(Task<?> task) {
            String asked = null;
            while (!task.result.isDone()) {
                RedisConnection other = null;
                try {
                    if (shared.clock().nanoTime() - task.deadlineNanos > 0) {
                        throw new IllegalStateException("Redis was away for too long");
                    }
                    other = asked == null ? null : shared.connector().openAsked("sessions", SILENCE, asked);
                    make(task, other == null ? connected(task.key) : other);
                } catch (JedisException lost) {
                    // Replies of the same call may still be on their way.
                    drop();
                    asked = isAsk(lost) ? String.valueOf(lost.getMessage()) : null;
                    if (asked == null) {
                        retry(task, lost);
                    }
                } catch (RuntimeException | Error thrown) {
                    drop();
                    fail(task, thrown);
                } finally {
                    if (other != null) {
                        other.drop();
                    }
                }
            }
        }

        private void retry(Task<?> task, JedisException lost) {
            shared.links().failures().warn("Sessions are not reached in Redis", lost);
            if ((lost instanceof JedisDataException && !isElsewhere(lost)) || closed) {
                fail(task, lost);
            } else {
                shared.queue().pause(backoff.nanos());
            }
        }

        /** While its slot moves, the key is, or is to be, on another server, which for now only this call may ask. */
        private static boolean isAsk(JedisException answer) {
            return answer instanceof JedisDataException
                    && String.valueOf(answer.getMessage()).startsWith("ASK ");
        }

        /** Whether another server of a cluster has the key, or none now. */
        private static boolean isElsewhere(JedisException answer) {
            String text = String.valueOf(answer.getMessage());
            return ELSEWHERE.stream().anyMatch(text::startsWith);
        }

        private RedisConnection connected(String key) {
            Connector connector = shared.connector();
            RedisConnection redis = connections.get(connector.server(key));
            if (redis == null) {
                redis = connector.openFor("sessions", SILENCE, key);
                RedisConnection before = connections.put(connector.server(key), redis);
                if (before != null) {
                    before.drop();
                }
                backoff.reset();
            }
            return redis;
        }

        void drop() {
            connections.values().forEach(RedisConnection::drop);
            connections.clear();
        }
    }
}
