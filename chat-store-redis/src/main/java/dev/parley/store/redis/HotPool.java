package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to Redis, each used by one call at a time. A connection is used again after a call that succeeded, and closed after one
 * that failed. Thread-safe.
 */
final class HotPool implements AutoCloseable {

    /** What is done with a connection. */
    interface Work<T> {
        T with(Link link);
    }

    private final RedisHot hot;
    private final boolean syncs;
    private final Connector connector;
    private final Semaphore free;
    private final ArrayBlockingQueue<Link> idle;
    private volatile boolean closed;

    /** Which process of Redis was met last, and how many were. Guarded by {@code this}. */
    private String lastRun = "";

    private int generations;

    /** {@code syncs}: whether Redis has to write to disk before it answers. */
    HotPool(RedisHot hot, boolean syncs) {
        this.hot = hot;
        this.syncs = syncs;
        this.connector = new Connector(hot.servers(), "parley-tier");
        this.free = new Semaphore(hot.connections());
        this.idle = new ArrayBlockingQueue<>(hot.connections());
    }

    /** Throws StoreException. */
    <T> T call(Work<T> work) {
        borrow();
        try {
            return once(work);
        } catch (JedisException failed) {
            throw HotFailures.translate(hot.servers(), failed);
        } finally {
            free.release();
        }
    }

    /** As {@link #call}, for what may be done twice: again on a new connection if those that there were are gone. */
    <T> T repeatable(Work<T> work) {
        borrow();
        try {
            boolean used = !idle.isEmpty();
            try {
                return once(work);
            } catch (JedisConnectionException gone) {
                if (!used) {
                    throw gone;
                }
                return once(work);
            }
        } catch (JedisException failed) {
            throw HotFailures.translate(hot.servers(), failed);
        } finally {
            free.release();
        }
    }

    private <T> T once(Work<T> work) {
        Link link = idle.poll();
        boolean reusable = false;
        try {
            if (link == null) {
                link = open();
            }
            T result = work.with(link);
            reusable = true;
            return result;
        } catch (JedisConnectionException gone) {
            dropIdle();
            throw gone;
        } catch (StoreException refused) {
            reusable = true;
            throw refused;
        } finally {
            if (link != null && !(reusable && !closed && idle.offer(link))) {
                link.connection().drop();
            }
        }
    }

    private void borrow() {
        if (closed) {
            throw new StoreException(Category.CLOSED, "the hot tier is closed");
        }
        try {
            if (!free.tryAcquire(hot.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException(Category.TIMEOUT, "all connections to " + hot.servers() + " are in use");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException(Category.UNAVAILABLE, "interrupted", interrupted);
        }
    }

    private Link open() {
        RedisConnection connection = connector.open("store", hot.timeout(), Connector.ANY);
        boolean usable = false;
        try {
            Map<String, String> info = info(connection);
            check(connection, info);
            Map<Script, byte[]> known = new EnumMap<>(Script.class);
            for (Script script : Script.values()) {
                Object sha = connection.ask(Command.SCRIPT, bytes("LOAD"), script.body());
                known.put(script, (byte[]) Objects.requireNonNull(sha));
            }
            usable = true;
            String run = info.getOrDefault("run_id", "");
            return new Link(connection, run, generation(run), known);
        } finally {
            if (!usable) {
                connection.drop();
            }
        }
    }

    private synchronized int generation(String run) {
        if (generations == 0 || !run.equals(lastRun)) {
            lastRun = run;
            generations++;
        }
        return generations;
    }

    private static Map<String, String> info(RedisConnection connection) {
        Map<String, String> info = new HashMap<>();
        text(connection.ask(Command.INFO)).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return info;
    }

    private void check(RedisConnection connection, Map<String, String> info) {
        String policy = info.getOrDefault("maxmemory_policy", "");
        if (!policy.equals("noeviction")) {
            throw refused("has maxmemory-policy " + policy + ", which loses messages: set it to noeviction");
        }
        if (!"1".equals(info.get("aof_enabled"))) {
            throw refused("has no append-only file: set appendonly to yes");
        }
        if (syncs && !appendFsync(connection).equals("always")) {
            throw refused("has appendfsync " + appendFsync(connection)
                    + ": set it to always, or choose the durability hot instead of hotFsync");
        }
    }

    private static String appendFsync(RedisConnection connection) {
        Object reply = connection.ask(Command.CONFIG, bytes("GET"), bytes("appendfsync"));
        return reply instanceof List<?> pair && pair.size() == 2 ? text(pair.get(1)) : "";
    }

    private StoreException refused(String why) {
        return new StoreException(Category.REFUSED, "Redis at " + hot.servers() + ' ' + why);
    }

    @Override
    public void close() {
        closed = true;
        dropIdle();
    }

    private void dropIdle() {
        for (Link link = idle.poll(); link != null; link = idle.poll()) {
            link.connection().drop();
        }
    }
}
