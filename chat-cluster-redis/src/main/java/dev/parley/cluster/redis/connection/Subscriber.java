package dev.parley.cluster.redis.connection;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Receives what is published on channels. One thread reads; any thread may subscribe. */
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

    private final Connector connector;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters;
    private final Sink sink;
    private final Scheduler clock;
    /** The channels, each with what completes when Redis has confirmed the subscription. */
    private final ConcurrentMap<Channel, CompletableFuture<Void>> channels = new ConcurrentHashMap<>();

    private final Backoff backoff = new Backoff();
    private volatile @Nullable RedisConnection connection;
    private volatile long heardAt;

    public Subscriber(Sink sink, Shared shared) {
        this.connector = shared.connector();
        this.queue = shared.queue();
        this.links = shared.links();
        this.counters = shared.counters();
        this.sink = sink;
        this.clock = shared.clock();
    }

    /** Completes when nothing that is published from now on is missed. */
    public CompletableFuture<Void> add(Collection<Channel> added) {
        CompletableFuture<?>[] confirmed = added.stream()
                .map(each -> channels.computeIfAbsent(each, key -> new CompletableFuture<>()))
                .toArray(CompletableFuture<?>[]::new);
        send(true, added);
        return CompletableFuture.allOf(confirmed);
    }

    public void remove(Collection<Channel> removed) {
        removed.forEach(channels::remove);
        send(false, removed);
    }

    private void send(boolean begin, Iterable<Channel> all) {
        RedisConnection redis = connection;
        if (redis != null) {
            try {
                for (Channel each : all) {
                    redis.send(begin ? each.way().begin : each.way().end, bytes(each.name()));
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
        while (!queue.isClosed()) {
            try {
                RedisConnection redis = connector.open("subscriber", Duration.ZERO);
                heardAt = clock.nanoTime();
                connection = redis;
                send(true, channels.keySet());
                backoff.reset();
                if (again) {
                    counters.reconnects.increment();
                }
                again = true;
                links.up(Links.Part.SUBSCRIBER);
                while (!queue.isClosed()) {
                    receive(redis.reply());
                }
            } catch (JedisException lost) {
                if (!queue.isClosed()) {
                    links.down(Links.Part.SUBSCRIBER, lost);
                    drop();
                    queue.pause(backoff.nanos());
                }
            }
        }
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
            default -> {
                // The end of a subscription.
            }
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
    public void check() {
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
    public void drop() {
        RedisConnection last = connection;
        connection = null;
        if (last != null) {
            last.drop();
        }
    }
}
