package dev.parley.cluster.redis.connection;

import dev.parley.cluster.PublishException;
import dev.parley.cluster.PublishException.Fate;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends what waits, as much as there is at once. A message whose reply did not come is looked for when the connection is back, and sent
 * again if Redis does not have it. One thread; its fields are not shared.
 */
public final class Writer implements Runnable {

    /** Finds messages that Redis took although its reply did not come. Used by the thread of the writer. */
    public interface Search {

        /** Nothing can be found of what is only published. */
        Search NONE = new Search() {};

        /** There is a connection; nothing was sent on it. */
        default void connected(RedisConnection redis) {}

        /** Those of the items that Redis has, with its reply. */
        default Map<Outgoing, Object> find(RedisConnection redis, List<Outgoing> items) {
            return Map.of();
        }

        /** Redis has taken one that can be found. */
        default void taken(Outgoing.Key key, @Nullable Object reply) {}
    }

    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 1024 * 1024;
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final long TICK = TimeUnit.SECONDS.toNanos(1);
    /** Redis takes nothing now, and may do so later: what waits is kept. */
    private static final List<String> NOT_NOW =
            List.of("LOADING", "READONLY", "MASTERDOWN", "OOM", "MISCONF", "NOREPLICAS", "BUSY", "CLUSTERDOWN");

    private final Search search;
    private final Connector connector;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters;
    private final Scheduler clock;
    private final Runnable upkeep;
    private final ArrayDeque<Outgoing> pending = new ArrayDeque<>();
    private final Backoff backoff = new Backoff();
    private @Nullable RedisConnection connection;
    /** Whether Redis answers, but takes nothing. */
    private boolean refusing;

    private boolean again;
    private long tickedAt;

    public Writer(Search search, Runnable upkeep, Shared shared) {
        this.search = search;
        this.connector = shared.connector();
        this.queue = shared.queue();
        this.links = shared.links();
        this.counters = shared.counters();
        this.clock = shared.clock();
        this.upkeep = upkeep;
    }

    @Override
    public void run() {
        try {
            while (!queue.isClosed()) {
                step();
            }
            sendTheRest();
        } finally {
            queue.close();
            fail(Fate.UNSENT);
            if (connection != null) {
                connection.drop();
            }
        }
    }

    private void sendTheRest() {
        while (connection != null && (!pending.isEmpty() || queue.count() > 0)) {
            if (pending.isEmpty()) {
                pending.addAll(queue.take(BATCH, BATCH_BYTES, 0));
            }
            write(connection);
        }
    }

    private void fail(Fate fate) {
        pending.addAll(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE, 0));
        while (!pending.isEmpty()) {
            drop(pending.remove(), fate, "the bus is closed");
        }
    }

    private void step() {
        long now = clock.nanoTime();
        if (now - tickedAt >= TICK) {
            tickedAt = now;
            upkeep.run();
        }
        if (pending.isEmpty()) {
            pending.addAll(queue.take(BATCH, BATCH_BYTES, connection == null ? 0 : TICK));
        }
        expire(clock.nanoTime());
        RedisConnection to = connected();
        if (to != null && pending.isEmpty()) {
            ping(to);
        } else if (to != null) {
            write(to);
        }
        if (to == null || refusing) {
            queue.pause(backoff.nanos());
        }
    }

    private void expire(long now) {
        for (Iterator<Outgoing> all = pending.iterator(); all.hasNext(); ) {
            Outgoing each = all.next();
            if (each.deadlineNanos() - now <= 0) {
                all.remove();
                drop(each, each.tried() ? Fate.UNKNOWN : Fate.UNSENT, "Redis was away for too long");
            }
        }
        queue.expired(now).forEach(each -> drop(each, Fate.UNSENT, "Redis was away for too long"));
    }

    private void drop(Outgoing item, Fate fate, String why) {
        queue.done(item);
        if (!item.question()) {
            (fate == Fate.UNKNOWN ? counters.unknown : counters.dropped).increment();
        }
        item.reply().completeExceptionally(new PublishException(fate, why));
    }

    private @Nullable RedisConnection connected() {
        if (connection != null) {
            return connection;
        }
        RedisConnection made = null;
        try {
            made = connector.open("writer", SILENCE);
            search.connected(made);
            resolve(made);
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
            links.down(Links.Part.WRITER, absent);
        }
        return connection;
    }

    private void taken() {
        refusing = false;
        backoff.reset();
        links.up(Links.Part.WRITER);
    }

    private void ping(RedisConnection to) {
        try {
            to.ask(Command.PING);
            if (refusing) {
                taken();
            }
        } catch (JedisException lost) {
            lost(lost);
        }
    }

    private void write(RedisConnection to) {
        try {
            for (Outgoing each : pending) {
                each.tried(true);
                to.send(each.command(), each.args());
            }
            to.flushed();
            while (!pending.isEmpty()) {
                settle(to, pending.element());
            }
            if (refusing) {
                taken();
            }
        } catch (JedisException lost) {
            lost(lost);
        }
    }

    private void settle(RedisConnection to, Outgoing item) {
        try {
            Object reply = to.reply();
            pending.remove();
            succeed(item, reply);
        } catch (JedisDataException refused) {
            String why = String.valueOf(refused.getMessage());
            if (NOT_NOW.stream().anyMatch(why::startsWith)) {
                refusing = true;
                throw new JedisConnectionException(why, refused);
            }
            pending.remove();
            queue.done(item);
            counters.refused.increment();
            links.failures().warn("Redis refused a message to other servers", refused);
            item.reply().completeExceptionally(new PublishException(Fate.UNSENT, why));
        }
    }

    private void succeed(Outgoing item, @Nullable Object reply) {
        queue.done(item);
        Outgoing.Key key = item.key();
        if (key != null) {
            search.taken(key, reply);
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
        links.down(Links.Part.WRITER, why);
        for (Iterator<Outgoing> all = pending.iterator(); all.hasNext(); ) {
            Outgoing each = all.next();
            if (each.question()) {
                each.tried(false);
            } else if (each.key() == null && each.tried()) {
                // Whoever heard it must not hear it twice.
                all.remove();
                drop(each, Fate.UNKNOWN, "the connection was lost");
            }
        }
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
}
