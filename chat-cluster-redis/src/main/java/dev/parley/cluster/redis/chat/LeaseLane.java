package dev.parley.cluster.redis.chat;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.redis.connection.Backoff;
import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The lease of one engine, and the thread and connection that renew it, write what the engine shares, and run its calls: in this order,
 * as much in one pipeline as waits. Whenever the connection was lost there is a new lease, under a new name, and all is written again.
 * The queue of calls is guarded by {@code this}; the rest belongs to the thread.
 */
final class LeaseLane implements Runnable {

    /** Maximum number of calls that wait. Beyond it the answer is unknown at once. */
    static final int MAX_WAITING = 10_000;

    private static final int BATCH = 256;
    private static final int REAPED_AT_ONCE = 20;
    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** How long after the end of another lease it is looked at, at least. */
    private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long leases are, how often they are renewed, and how long a call may wait for its answer. */
    record Timing(Duration lease, Duration renewal, Duration answer) {}

    /** What the lane works for. Called by its thread. */
    interface Owner {

        /** Everything is to be written again, under a new name. */
        void begun(RedisConnection redis, String engine);

        /** Which others are alive. */
        void looked(Set<String> others, boolean anew);

        /** Writes some of what waits; false if nothing did. Throws JedisException. */
        boolean write(RedisConnection redis, String engine);

        /** Whether Redis answers. */
        void available(boolean now);
    }

    private final Connector connector;
    private final String keys;
    private final Timing timing;
    private final LongSupplier nanos;
    private final FailureLog failures;
    private final Owner owner;
    private final Queue<LeaseCall<?>> calls = new ArrayDeque<>();
    private final Backoff backoff = new Backoff();

    private @Nullable RedisConnection connection;
    private String engine = "";
    private boolean anew;
    private long renewedAt;
    private long turnAt;
    private long retryAt;
    private volatile boolean away;
    private boolean awake;
    private boolean handedOver;
    private boolean closed;

    LeaseLane(Connector connector, String keys, Timing timing, LongSupplier nanos, FailureLog failures, Owner owner) {
        this.connector = connector;
        this.keys = keys;
        this.timing = timing;
        this.nanos = nanos;
        this.failures = failures;
        this.owner = owner;
    }

    String leases() {
        return keys + "engines";
    }

    String index(String of) {
        return keys + "i:" + of;
    }

    /** False if it is refused: Redis is away, or too many wait. */
    synchronized boolean add(LeaseCall<?> call) {
        if (away || closed || calls.size() >= MAX_WAITING) {
            return false;
        }
        calls.add(call);
        wake();
        return true;
    }

    synchronized void wake() {
        awake = true;
        notifyAll();
    }

    /** The lease goes on for its time when the lane is closed. */
    synchronized void handOver() {
        handedOver = true;
    }

    private synchronized boolean isHandedOver() {
        return handedOver;
    }

    synchronized void close() {
        closed = true;
        wake();
    }

    @Override
    public void run() {
        retryAt = nanos.getAsLong();
        turnAt = retryAt;
        while (await()) {
            try {
                turn();
            } catch (JedisException lost) {
                failures.warn("What engines share is not reached in Redis", lost);
                lost();
            } catch (RuntimeException | Error thrown) {
                UncaughtErrors.report("what engines share", thrown);
                lost();
            }
        }
        end();
    }

    private void lost() {
        drop();
        owner.available(false);
        retryAt = nanos.getAsLong() + backoff.nanos();
        List<LeaseCall<?>> waiting;
        do {
            synchronized (this) {
                waiting = List.copyOf(calls);
                calls.clear();
                // Calls are not refused before those that came earlier have failed: counters are changed in order.
                away = waiting.isEmpty();
            }
            waiting.forEach(LeaseCall::fail);
        } while (!waiting.isEmpty());
    }

    private void drop() {
        RedisConnection before = connection;
        connection = null;
        if (before != null) {
            before.drop();
        }
    }

    /** Waits until there is something to do; false if the lane is closed. */
    private synchronized boolean await() {
        while (!closed) {
            boolean now = connection != null && (awake || !calls.isEmpty());
            long left = (connection == null ? retryAt : turnAt) - nanos.getAsLong();
            if (now || left <= 0) {
                awake = false;
                return true;
            }
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void turn() {
        RedisConnection redis = connection;
        if (redis == null) {
            redis = connector.openFor("leases", SILENCE, leases());
            connection = redis;
            begin(redis);
        }
        if (turnAt - nanos.getAsLong() <= 0) {
            renew(redis);
        }
        boolean more = work(redis);
        away = false;
        owner.available(true);
        backoff.reset();
        if (more) {
            wake();
        }
    }

    /** Writes and calls what waits, until it is time for the next turn; true if something may be left. */
    private boolean work(RedisConnection redis) {
        boolean more = true;
        while (more && turnAt - nanos.getAsLong() > 0) {
            more = owner.write(redis, engine);
            more |= call(redis);
        }
        return more;
    }

    /** Begins a lease; the one before, if it goes on, is over. */
    private void begin(RedisConnection redis) {
        if (!engine.isEmpty()) {
            eval(redis, LeaseScripts.END, List.of(), List.of(engine));
        }
        engine = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        look(redis, "1");
        anew = true;
        owner.begun(redis, engine);
        away = false;
        turnAt = nanos.getAsLong();
    }

    private void renew(RedisConnection redis) {
        boolean due = nanos.getAsLong() - renewedAt >= timing.renewal.toNanos();
        Looked looked = look(redis, due ? "2" : "0");
        if (!looked.done) {
            begin(redis);
            return;
        }
        Set<String> others = new HashSet<>(looked.live);
        others.remove(engine);
        owner.looked(others, anew);
        anew = false;
        looked.over.forEach(over -> reap(redis, over));
    }

    private record Looked(boolean done, Set<String> live, List<String> over) {}

    /** Looks at all leases, and says when to look again: when the next of them ends, but not before this one is renewed. */
    private Looked look(RedisConnection redis, String how) {
        long now = nanos.getAsLong();
        if (!"0".equals(how)) {
            renewedAt = now;
        }
        String millis = String.valueOf(timing.lease.toMillis());
        List<?> reply = list(eval(redis, LeaseScripts.RENEW, List.of(), List.of(engine, millis, how)));
        long time = number(reply.get(1));
        long next = renewedAt + timing.renewal.toNanos();
        Set<String> live = new HashSet<>();
        List<?> scored = list(reply.get(2));
        for (int i = 0; i + 1 < scored.size(); i += 2) {
            live.add(text(scored.get(i)));
            long left = TimeUnit.MILLISECONDS.toNanos(number(scored.get(i + 1)) - time);
            next = Math.min(next, now + left + MARGIN_NANOS);
        }
        turnAt = next;
        List<String> over = new ArrayList<>();
        list(reply.get(3)).forEach(each -> over.add(text(each)));
        return new Looked(number(reply.get(0)) == 1, live, over);
    }

    /** Cleans up behind a lease that is over: a single engine at a time does, and what comes under another name is not concerned. */
    private void reap(RedisConnection redis, String over) {
        byte[] claim = bytes(keys + "reap:" + over);
        byte[] millis = bytes(timing.lease.toMillis());
        if (redis.ask(Command.SET, claim, bytes(engine), bytes("NX"), bytes("PX"), millis) == null) {
            return;
        }
        boolean more = true;
        while (more && turnAt - nanos.getAsLong() > 0) {
            List<String> some = new ArrayList<>(List.of(index(over)));
            list(redis.ask(Command.SRANDMEMBER, bytes(index(over)), bytes(REAPED_AT_ONCE)))
                    .forEach(each -> some.add(text(each)));
            more = number(eval(redis, LeaseScripts.REAP, some, List.of(over))) > 0;
        }
        redis.ask(Command.DEL, claim);
    }

    /** Makes some of the calls that wait; false if there was none. */
    private boolean call(RedisConnection redis) {
        List<LeaseCall<?>> some = new ArrayList<>();
        synchronized (this) {
            while (some.size() < BATCH && !calls.isEmpty()) {
                some.add(calls.remove());
            }
        }
        int answered = 0;
        try {
            some.forEach(each -> each.send(redis, leases(), engine));
            redis.flushed();
            for (LeaseCall<?> each : some) {
                Object reply = reply(redis);
                answered++;
                settle(each, reply);
            }
        } finally {
            some.subList(answered, some.size()).forEach(LeaseCall::fail);
        }
        return !some.isEmpty();
    }

    /** A reply that is an error stands for itself. */
    private static @Nullable Object reply(RedisConnection redis) {
        try {
            return redis.reply();
        } catch (JedisDataException refused) {
            return refused;
        }
    }

    private void settle(LeaseCall<?> call, @Nullable Object reply) {
        if (reply instanceof JedisDataException refused) {
            call.fail();
            throw refused;
        }
        try {
            call.reply(reply);
        } catch (IllegalArgumentException malformed) {
            call.fail();
            failures.warn("What engines share in Redis is not readable", malformed);
        }
    }

    @Nullable
    Object eval(RedisConnection redis, String script, List<String> of, List<String> arguments) {
        LeaseCall.send(redis, script, leases(), of, arguments);
        redis.flushed();
        return redis.reply();
    }

    /** Ends the lease, or renews it for the last time, if Redis is there. */
    private void end() {
        RedisConnection redis = connection;
        turnAt = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(1);
        try {
            if (redis != null && !engine.isEmpty() && isHandedOver()) {
                var unused = work(redis);
                look(redis, "2");
            } else if (redis != null && !engine.isEmpty()) {
                eval(redis, LeaseScripts.END, List.of(), List.of(engine));
                reap(redis, engine);
            }
        } catch (JedisException lost) {
            failures.warn("The lease of an engine was not ended", lost);
        } finally {
            lost();
        }
    }

    static List<?> list(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("no list");
    }

    static long number(@Nullable Object reply) {
        if (reply instanceof Number number) {
            return number.longValue();
        }
        try {
            return (long) Double.parseDouble(reply instanceof String text ? text : text(reply));
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("no number", malformed);
        }
    }
}
