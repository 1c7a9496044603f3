package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.RedisConnection.bytes;
import static dev.parley.cluster.redis.RedisConnection.text;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Receives what is published on channels. One thread reads; any thread may subscribe. */
final class Subscriber implements Runnable {

    /** After this silence Redis is asked for a sign. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(2);
    /** After this silence the connection is given up. */
    private static final long DEAD = TimeUnit.SECONDS.toNanos(6);

    private final Connector connector;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters;
    private final Router router;
    private final Scheduler clock;
    /** The channels, each with what completes when Redis has confirmed the subscription. */
    private final ConcurrentMap<String, CompletableFuture<Void>> channels = new ConcurrentHashMap<>();

    private final Backoff backoff = new Backoff();
    private volatile @Nullable RedisConnection connection;
    private volatile long heardAt;

    Subscriber(Router router, Shared shared) {
        this.connector = shared.connector();
        this.queue = shared.queue();
        this.links = shared.links();
        this.counters = shared.counters();
        this.router = router;
        this.clock = shared.clock();
    }

    /** Completes when nothing that is published from now on is missed. */
    CompletableFuture<Void> add(List<String> names) {
        CompletableFuture<?>[] confirmed = names.stream()
                .map(name -> channels.computeIfAbsent(name, added -> new CompletableFuture<>()))
                .toArray(CompletableFuture<?>[]::new);
        send(Command.SUBSCRIBE, names);
        return CompletableFuture.allOf(confirmed);
    }

    void remove(List<String> names) {
        names.forEach(channels::remove);
        send(Command.UNSUBSCRIBE, names);
    }

    private void send(Command command, Iterable<String> names) {
        RedisConnection redis = connection;
        if (redis != null) {
            try {
                for (String name : names) {
                    redis.send(command, bytes(name));
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
                send(Command.SUBSCRIBE, channels.keySet());
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
        List<?> parts = StreamIds.list(reply);
        if (parts.size() == 3 && parts.get(0) instanceof byte[] kind) {
            switch (text(kind)) {
                case "message" -> router.message(parts.get(2));
                case "subscribe" -> confirm(text(parts.get(1)));
                default -> {
                    // The end of a subscription.
                }
            }
        }
    }

    private void confirm(String channel) {
        CompletableFuture<Void> waiting = channels.get(channel);
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
