package dev.parley.cluster.redis.connection;

import dev.parley.cluster.PublishException;
import dev.parley.cluster.PublishException.Fate;
import dev.parley.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends what waits for one server. A message whose reply did not come is looked for when the connection is back, and sent again if Redis
 * does not have it. Used by the thread of the writer.
 */
final class ServerWriter {

    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** So much is taken by the buffers of a socket, whether Redis reads or not. */
    private static final int BUFFERED = 32 * 1024;
    /** A Redis that takes less in a second hangs. */
    private static final int LEAST_RATE = 500_000;
    /** Redis takes nothing now, and may do so later: what waits is kept. */
    private static final List<String> NOT_NOW =
            List.of("LOADING", "READONLY", "MASTERDOWN", "OOM", "MISCONF", "NOREPLICAS", "BUSY");
    /** This server of a cluster does not take it, another one does, or this one later. */
    private static final List<String> NOT_HERE = List.of("MOVED", "ASK", "CLUSTERDOWN", "TRYAGAIN");

    private final String server;
    private final Writer.Search search;
    private final Shared shared;
    private final Counters counters;
    private final ArrayDeque<Outgoing> pending = new ArrayDeque<>();
    private final Backoff backoff = new Backoff();
    private @Nullable RedisConnection connection;
    /** Whether Redis answers, but takes nothing. */
    private boolean refusing;
    /** Whether another server may have what waits here. */
    private boolean misplaced;
    /** How often in turn others had what was sent here, although they were looked for. */
    private int turnedAway;
    /** Whether something waits of which Redis may have taken a part. */
    private boolean unsure;

    private boolean again;
    private long retryAt;
    private long usedAt;

    ServerWriter(String server, Writer.Search search, Shared shared) {
        this.server = server;
        this.search = search;
        this.shared = shared;
        this.counters = shared.counters();
        this.retryAt = shared.clock().nanoTime();
    }

    String server() {
        return server;
    }

    void add(Outgoing item) {
        pending.add(item);
        unsure |= item.tried();
    }

    /** Takes out those for which it is not responsible any more. */
    List<Outgoing> release(Predicate<Outgoing> others) {
        List<Outgoing> all = pending.stream().filter(others).toList();
        pending.removeIf(others);
        return all;
    }

    /** In the order in which they were queued. */
    void sort() {
        List<Outgoing> all = new ArrayList<>(pending);
        all.sort((one, other) -> Long.signum(one.deadlineNanos() - other.deadlineNanos()));
        pending.clear();
        pending.addAll(all);
    }

    private boolean isNowhere() {
        return shared.connector().isCluster() && server.equals(Connector.ANY);
    }

    /** Whether another server may have what waits here. */
    boolean isMisplaced() {
        return misplaced || isNowhere();
    }

    /** Whether nothing waits for it, and it did not help lately. */
    boolean isUnused() {
        return pending.isEmpty() && isMisplaced();
    }

    /** How long there is nothing to do, in nanoseconds, if nothing comes. */
    long idle(long now) {
        if (isNowhere()) {
            return Writer.TICK;
        }
        boolean ready = connection != null && !refusing && !misplaced;
        return ready ? (pending.isEmpty() ? Writer.TICK : 0) : Math.max(0, retryAt - now);
    }

    void step(long now) {
        expire(now);
        boolean waits = (refusing || misplaced || connection == null) && retryAt - now > 0;
        if (isNowhere() || waits) {
            return;
        }
        misplaced = false;
        RedisConnection to = connected();
        if (to != null && unsure) {
            to = resolved(to);
        }
        if (to != null && !pending.isEmpty()) {
            write(to);
        } else if (to != null && (refusing || now - usedAt >= Writer.TICK)) {
            ping(to);
        }
        if (to == null || refusing || misplaced) {
            retryAt = shared.clock().nanoTime() + backoff.nanos();
        }
    }

    private void expire(long now) {
        while (!pending.isEmpty() && pending.element().deadlineNanos() - now <= 0) {
            Outgoing over = pending.remove();
            drop(shared, over, over.tried() ? Fate.UNKNOWN : Fate.UNSENT, "Redis was away for too long");
        }
    }

    static void drop(Shared shared, Outgoing item, Fate fate, String why) {
        shared.queue().done(item);
        if (!item.question()) {
            (fate == Fate.UNKNOWN ? shared.counters().unknown : shared.counters().dropped).increment();
        }
        item.reply().completeExceptionally(new PublishException(fate, why));
    }

    private @Nullable RedisConnection connected() {
        if (connection != null) {
            return connection;
        }
        RedisConnection made = null;
        try {
            made = shared.connector().open("writer", SILENCE, server);
            search.connected(made, server);
            resolve(made);
            unsure = false;
            if (again) {
                counters.reconnects.increment();
            }
            again = true;
            connection = made;
            if (!refusing) {
                taken();
            }
        } catch (JedisException absent) {
            if (made != null) {
                made.drop();
            }
            misplaced = shared.connector().isCluster();
            shared.links().down(Links.Part.WRITER, server, absent);
        }
        return connection;
    }

    private void taken() {
        refusing = false;
        turnedAway = 0;
        backoff.reset();
        shared.links().up(Links.Part.WRITER, server);
    }

    private void ping(RedisConnection to) {
        try {
            to.ask(Command.PING);
            usedAt = shared.clock().nanoTime();
            if (refusing) {
                taken();
            }
        } catch (JedisException lost) {
            lost(lost);
        }
    }

    private void write(RedisConnection to) {
        ArrayDeque<Outgoing> batch = batch();
        List<Outgoing> kept = new ArrayList<>();
        try {
            send(to, batch);
            while (!batch.isEmpty()) {
                if (!settle(to, batch.element())) {
                    kept.add(batch.element());
                }
                batch.remove();
            }
            usedAt = shared.clock().nanoTime();
            putBack(batch, kept);
            if (kept.isEmpty() && (refusing || turnedAway > 0)) {
                taken();
            } else if (!kept.isEmpty()) {
                misplaced = true;
            }
        } catch (JedisException lost) {
            putBack(batch, kept);
            lost(lost);
        }
    }

    /** A socket has no limit of its own for how long it may take to write. */
    private void send(RedisConnection to, ArrayDeque<Outgoing> batch) {
        long sum = batch.stream().mapToLong(Outgoing::bytes).sum();
        Cancellable guard = sum <= BUFFERED
                ? () -> {}
                : shared.clock().schedule(SILENCE.plusMillis(sum * 1_000 / LEAST_RATE), to::drop);
        try {
            for (Outgoing each : batch) {
                each.tried(true);
                to.send(each.command(), each.args());
            }
            to.flushed();
        } finally {
            guard.cancel();
        }
    }

    private ArrayDeque<Outgoing> batch() {
        ArrayDeque<Outgoing> batch = new ArrayDeque<>();
        long sum = 0;
        while (!pending.isEmpty()
                && batch.size() < Writer.BATCH
                && (sum == 0 || sum + pending.element().bytes() <= Writer.BATCH_BYTES)) {
            sum += pending.element().bytes();
            batch.add(pending.remove());
        }
        return batch;
    }

    /** Before what waits, as they were. */
    private void putBack(ArrayDeque<Outgoing> unsettled, List<Outgoing> kept) {
        for (Iterator<Outgoing> all = unsettled.descendingIterator(); all.hasNext(); ) {
            pending.addFirst(all.next());
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            pending.addFirst(kept.get(i));
        }
    }

    /** False if another server has to take it, or this one later. */
    private boolean settle(RedisConnection to, Outgoing item) {
        try {
            succeed(item, to.reply());
            return true;
        } catch (JedisDataException refused) {
            String why = String.valueOf(refused.getMessage());
            if (NOT_HERE.stream().anyMatch(why::startsWith)) {
                item.tried(false);
                turnedAway(refused);
                return false;
            }
            if (NOT_NOW.stream().anyMatch(why::startsWith)) {
                refusing = true;
                throw new JedisConnectionException(why, refused);
            }
            shared.queue().done(item);
            counters.refused.increment();
            shared.links().failures().warn("Redis refused a message to other servers", refused);
            item.reply().completeExceptionally(new PublishException(Fate.UNSENT, why));
            return true;
        }
    }

    private void turnedAway(JedisDataException why) {
        if (!misplaced && ++turnedAway > 1) {
            refusing = true;
            shared.links().down(Links.Part.WRITER, server, why);
        }
        misplaced = true;
    }

    private void succeed(Outgoing item, @Nullable Object reply) {
        shared.queue().done(item);
        Outgoing.Key key = item.key();
        if (key != null) {
            search.taken(key, Objects.requireNonNull(reply));
        }
        if (!item.question()) {
            counters.published.increment();
        }
        item.reply().complete(reply);
    }

    private void lost(JedisException why) {
        if (connection != null) {
            connection.drop();
            connection = null;
        }
        misplaced = shared.connector().isCluster();
        shared.links().down(Links.Part.WRITER, server, why);
        for (Iterator<Outgoing> all = pending.iterator(); all.hasNext(); ) {
            Outgoing each = all.next();
            if (each.question()) {
                each.tried(false);
            } else if (each.key() == null && each.tried()) {
                // Whoever heard it must not hear it twice.
                all.remove();
                drop(shared, each, Fate.UNKNOWN, "the connection was lost");
            }
        }
    }

    private @Nullable RedisConnection resolved(RedisConnection to) {
        try {
            resolve(to);
            unsure = false;
        } catch (JedisException lost) {
            lost(lost);
        }
        return connection;
    }

    /** Those that Redis took before the connection was lost are done. The others are sent again. */
    private void resolve(RedisConnection redis) {
        List<Outgoing> unsure = pending.stream()
                .filter(each -> each.key() != null && each.tried())
                .toList();
        Map<Outgoing, Object> found = unsure.isEmpty() ? Map.of() : search.find(redis, unsure);
        for (Iterator<Outgoing> all = pending.iterator(); all.hasNext(); ) {
            Outgoing each = all.next();
            Object reply = found.get(each);
            if (reply != null) {
                all.remove();
                succeed(each, reply);
            } else {
                each.tried(false);
            }
        }
    }

    /** What waits is sent, as long as Redis takes it. */
    void sendTheRest() {
        int before = Integer.MAX_VALUE;
        while (connection != null && !pending.isEmpty() && pending.size() < before) {
            before = pending.size();
            write(connection);
        }
    }

    void close(String why) {
        while (!pending.isEmpty()) {
            drop(shared, pending.remove(), Fate.UNSENT, why);
        }
        if (connection != null) {
            connection.drop();
            connection = null;
        }
    }
}
