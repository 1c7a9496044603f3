package dev.parley.cluster.redis.connection;

import dev.parley.cluster.PublishException.Fate;
import dev.parley.time.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends what waits, as much as there is at once, in a cluster to the server that has the key. Messages whose server is away wait, those
 * for others are sent meanwhile. One thread; its fields are not shared.
 */
public final class Writer implements Runnable {

    /** Finds messages that Redis took although its reply did not come. Used by the thread of the writer. */
    public interface Search {

        /** Nothing can be found of what is only published. */
        Search NONE = new Search() {};

        /** There is a connection to a server, as the connector names it; nothing was sent on it. */
        default void connected(RedisConnection redis, String server) {}

        /** Those of the items that Redis has, with its reply. */
        default Map<Outgoing, Object> find(RedisConnection redis, List<Outgoing> items) {
            return Map.of();
        }

        /** Redis has taken one that can be found. */
        default void taken(Outgoing.Key key, Object reply) {}
    }

    static final int BATCH = 256;
    static final long BATCH_BYTES = 1024 * 1024;
    static final long TICK = TimeUnit.SECONDS.toNanos(1);

    private final Search search;
    private final Shared shared;
    private final Connector connector;
    private final SendQueue queue;
    private final Scheduler clock;
    private final Runnable upkeep;
    /** By the names of the connector. Without a cluster there is one. */
    private final Map<String, ServerWriter> servers = new LinkedHashMap<>();

    private final Backoff backoff = new Backoff();
    private long askAt;
    private long tickedAt;

    public Writer(Search search, Runnable upkeep, Shared shared) {
        this.search = search;
        this.shared = shared;
        this.connector = shared.connector();
        this.queue = shared.queue();
        this.clock = shared.clock();
        this.upkeep = upkeep;
        this.askAt = clock.nanoTime();
        servers.put(Connector.ANY, new ServerWriter(Connector.ANY, search, shared));
    }

    @Override
    public void run() {
        try {
            while (!queue.isClosed()) {
                step();
            }
            assign(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE, 0));
            servers.values().forEach(ServerWriter::sendTheRest);
        } finally {
            queue.close();
            assign(queue.take(Integer.MAX_VALUE, Long.MAX_VALUE, 0));
            servers.values().forEach(server -> server.close("the bus is closed"));
        }
    }

    private void step() {
        long now = clock.nanoTime();
        if (now - tickedAt >= TICK) {
            tickedAt = now;
            upkeep.run();
        }
        assign(queue.take(BATCH, BATCH_BYTES, patience(now)));
        now = clock.nanoTime();
        for (Outgoing over : queue.expired(now)) {
            ServerWriter.drop(shared, over, Fate.UNSENT, "Redis was away for too long");
        }
        if (connector.isCluster()) {
            follow(now);
        }
        for (ServerWriter each : servers.values()) {
            each.step(now);
        }
    }

    /** How long to wait for what is to be sent: not at all if something can be done now. */
    private long patience(long now) {
        long left = TICK;
        for (ServerWriter each : servers.values()) {
            left = Math.min(left, each.idle(now));
        }
        if (connector.isCluster() && isStale()) {
            left = Math.min(left, Math.max(0, askAt - now));
        }
        return left;
    }

    private boolean isStale() {
        return servers.values().stream().anyMatch(ServerWriter::isMisplaced);
    }

    /** Asks who has which keys, at first and whenever a server is away or has sent a message to another one. */
    private void follow(long now) {
        if (!isStale()) {
            backoff.reset();
        } else if (askAt - now <= 0) {
            try {
                connector.refresh();
                shared.links().up(Links.Part.WRITER, Connector.ANY);
                reassign();
            } catch (JedisException absent) {
                shared.links().down(Links.Part.WRITER, Connector.ANY, absent);
            }
            askAt = clock.nanoTime() + backoff.nanos();
        }
    }

    private void assign(List<Outgoing> items) {
        for (Outgoing each : items) {
            servers.computeIfAbsent(place(each), server -> new ServerWriter(server, search, shared))
                    .add(each);
        }
    }

    private String place(Outgoing item) {
        return connector.isCluster() ? connector.server(item.place()) : Connector.ANY;
    }

    /** What waits goes to those who have the keys now, in the order in which it was queued. */
    private void reassign() {
        List<Outgoing> all = new ArrayList<>();
        for (ServerWriter each : List.copyOf(servers.values())) {
            all.addAll(each.release(item -> !place(item).equals(each.server())));
            if (each.isUnused()) {
                each.close("the server has left the cluster");
                shared.links().up(Links.Part.WRITER, each.server());
                servers.remove(each.server());
            }
        }
        if (!all.isEmpty()) {
            assign(all);
            servers.values().forEach(ServerWriter::sort);
        }
    }
}
