package dev.parley.cluster.redis.connection;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Receives what is published on the channels of one server. One thread reads; any thread may subscribe. */
public final class Subscriber implements Runnable {

    /** How channels are subscribed to. */
    public enum Way {
        CHANNEL(Command.SUBSCRIBE, Command.UNSUBSCRIBE, ""),
        PATTERN(Command.PSUBSCRIBE, Command.PUNSUBSCRIBE, "p"),
        SHARD(Command.SSUBSCRIBE, Command.SUNSUBSCRIBE, "s");

        private final Command begin;
        private final Command end;
        private final String prefix;

        Way(Command begin, Command end, String prefix) {
            this.begin = begin;
            this.end = end;
            this.prefix = prefix;
        }

        /** One channel, or all that match. */
        public Channel of(String name) {
            return new Channel(this, name);
        }
    }

    /** What is subscribed to. */
    public record Channel(Way way, String name) {}

    /** Takes what was published; called by the thread that reads. */
    public interface Sink {

        void message(Channel subscribed, String channel, byte[] payload);
    }

    /** After this silence Redis is asked for a sign. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(2);
    /** After this silence the connection is given up. */
    private static final long DEAD = TimeUnit.SECONDS.toNanos(6);

    private final String server;
    private final Subscriptions all;
    private final Connector connector;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters;
    private final Sink sink;
    private final Scheduler clock;
    /** The channels, each with what completes when Redis has confirmed the subscription. */
    private final ConcurrentMap<Channel, CompletableFuture<Void>> channels = new ConcurrentHashMap<>();
    /** How often each sharded one was given up without Redis having confirmed that. */
    private final ConcurrentMap<Channel, Integer> leaving = new ConcurrentHashMap<>();

    private final Backoff backoff = new Backoff();
    private volatile @Nullable RedisConnection connection;
    private volatile boolean retired;
    private volatile long heardAt;

    /** {@code server} is one of the connector. */
    Subscriber(String server, Sink sink, Subscriptions all, Shared shared) {
        this.server = server;
        this.all = all;
        this.connector = shared.connector();
        this.queue = shared.queue();
        this.links = shared.links();
        this.counters = shared.counters();
        this.sink = sink;
        this.clock = shared.clock();
    }

    String server() {
        return server;
    }

    /** The future completes when nothing that is published from now on is missed. */
    CompletableFuture<Void> add(Channel added, CompletableFuture<Void> confirmed) {
        CompletableFuture<Void> known = channels.putIfAbsent(added, confirmed);
        send(true, List.of(added));
        return known == null ? confirmed : known;
    }

    @Nullable
    CompletableFuture<Void> remove(Channel removed) {
        CompletableFuture<Void> confirmed = channels.remove(removed);
        if (confirmed != null) {
            send(false, List.of(removed));
        }
        return confirmed;
    }

    Set<Channel> channels() {
        return channels.keySet();
    }

    private void send(boolean begin, Iterable<Channel> each) {
        RedisConnection redis = connection;
        if (redis != null) {
            try {
                for (Channel one : each) {
                    if (!begin && one.way() == Way.SHARD) {
                        leaving.merge(one, 1, Integer::sum);
                    }
                    redis.send(begin ? one.way().begin : one.way().end, bytes(one.name()));
                }
                redis.flushed();
            } catch (JedisException lost) {
                // Whoever reads notices, and subscribes again.
                redis.drop();
            }
        }
    }

    @Override
    public void run() {
        boolean again = false;
        while (!queue.isClosed() && !retired) {
            try {
                if (again || server.equals(Connector.ANY)) {
                    all.follow();
                }
                if (!retired) {
                    RedisConnection redis = begin();
                    if (again) {
                        counters.reconnects.increment();
                    }
                    again = true;
                    links.up(Links.Part.SUBSCRIBER, server);
                    while (!queue.isClosed() && !retired) {
                        read(redis);
                    }
                }
            } catch (JedisException lost) {
                again = true;
                if (!queue.isClosed() && !retired) {
                    links.down(Links.Part.SUBSCRIBER, server, lost);
                    drop();
                    queue.pause(backoff.nanos());
                }
            }
        }
        drop();
        if (retired) {
            links.up(Links.Part.SUBSCRIBER, server);
        }
    }

    private RedisConnection begin() {
        RedisConnection redis = connector.open("subscriber", Duration.ZERO, server);
        heardAt = clock.nanoTime();
        leaving.clear();
        connection = redis;
        send(true, channels.keySet());
        backoff.reset();
        return redis;
    }

    private void read(RedisConnection redis) {
        try {
            receive(redis.reply());
        } catch (JedisDataException refused) {
            // Another server of the cluster has the channel; the others here go on.
            if (!connector.isCluster() || !all.follow()) {
                throw refused;
            }
        }
    }

    /** There is nothing to subscribe to any more. */
    void retire() {
        retired = true;
        drop();
    }

    private void receive(@Nullable Object reply) {
        heardAt = clock.nanoTime();
        if (!(reply instanceof List<?> parts) || parts.size() < 3) {
            return;
        }
        int last = parts.size() - 1;
        switch (text(parts.get(0))) {
            case "message", "pmessage", "smessage" -> {
                Channel subscribed = channel(text(parts.get(0)), "message", text(parts.get(1)));
                if (parts.get(last) instanceof byte[] payload && subscribed != null) {
                    sink.message(subscribed, text(parts.get(last - 1)), payload);
                }
            }
            case "subscribe", "psubscribe", "ssubscribe" ->
                confirm(channel(text(parts.get(0)), "subscribe", text(parts.get(1))));
            case "sunsubscribe" -> ended(channel(text(parts.get(0)), "unsubscribe", text(parts.get(1))));
            default -> {
                // The end of a subscription.
            }
        }
    }

    /** A server says so, too, when another one gets the channel. */
    private void ended(@Nullable Channel channel) {
        if (channel != null
                && leaving.computeIfPresent(channel, (key, count) -> count > 1 ? count - 1 : 0) == null
                && channels.containsKey(channel)) {
            throw new JedisDataException("another server has the channel");
        }
        if (channel != null) {
            leaving.remove(channel, 0);
        }
    }

    private static @Nullable Channel channel(String kind, String suffix, String name) {
        for (Way way : Way.values()) {
            if (kind.equals(way.prefix + suffix)) {
                return way.of(name);
            }
        }
        return null;
    }

    private void confirm(@Nullable Channel channel) {
        CompletableFuture<Void> waiting = channel == null ? null : channels.get(channel);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Notices a connection that was cut without a word; called about once a second. */
    void check() {
        RedisConnection redis = connection;
        long silence = clock.nanoTime() - heardAt;
        if (redis != null && silence > DEAD) {
            redis.drop();
        } else if (redis != null && silence > QUIET) {
            try {
                redis.send(Command.PING);
                redis.flushed();
            } catch (JedisException lost) {
                redis.drop();
            }
        }
    }

    /** Ends the connection, from any thread. */
    void drop() {
        RedisConnection last = connection;
        connection = null;
        if (last != null) {
            last.drop();
        }
    }
}
