package dev.parley.cluster.redis.chat;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.cluster.redis.connection.BusSettings;
import dev.parley.cluster.redis.connection.Checks;
import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.SendQueue;
import dev.parley.cluster.redis.connection.Sender;
import dev.parley.cluster.redis.connection.Shared;
import dev.parley.cluster.redis.connection.Subscriber.Channel;
import dev.parley.cluster.redis.connection.Subscriber.Way;
import dev.parley.cluster.redis.connection.Subscriptions;
import dev.parley.cluster.redis.connection.Writer;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.socketio.Adapter;
import dev.parley.time.SystemScheduler;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * Carries the hints of chat engines by publish and subscribe of Redis, on one channel for each chat, and has what they share in keys
 * that begin with {@code parley:{chat}:}. Thread-safe; needs Redis 5. The master that sentinels name, and a Redis Cluster, are followed; in a
 * cluster one server has all keys of a chat.
 *
 * <pre>{@code
 * ChatEngine chat = ChatEngine.builder()
 *         .store(MessageStores.of("jdbc:postgresql://…"))
 *         .cluster(RedisChatCluster.connect("redis://localhost:6379"))
 *         …
 * }</pre>
 *
 * <p>All engines of a chat share the store. Three threads and as many connections serve one engine. At most 10,000 hints or 8 MiB wait for
 * Redis, each for 5 seconds at most; what is dropped then, or published while an engine is not connected, the engines find in the store.
 */
public final class RedisChatCluster implements ChatCluster {

    /** The longest hint as it is published; its entries may have 64 KiB, as they are estimated. */
    static final int MAX_BYTES = 512 * 1024;

    private static final String DEFAULT_NAME = "chat";
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final String self = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    private final Channel channel;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters = new Counters();
    private final Sender sender;
    private final Subscriptions subscriptions;
    private final Thread writing;
    private final RedisSharedState state;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable ChatPeer peer;

    /** With other leases than usual, for tests. */
    RedisChatCluster(RedisServers servers, String name, LeaseLane.Timing timing) {
        BusSettings settings = BusSettings.DEFAULTS;
        SystemScheduler clock = new SystemScheduler("parley-redis-chat");
        channel = Way.CHANNEL.of("parley:" + checked(name) + ":hints");
        queue = new SendQueue(settings.maxWaiting(), settings.maxWaitingBytes());
        links = new Links(LoggerFactory.getLogger(RedisChatCluster.class), servers, clock, this::changed);
        Connector connector = new Connector(servers, "parley-chat-" + self.substring(0, 8));
        Shared shared = new Shared(connector, queue, links, counters, clock);
        sender = new Sender(shared, MAX_BYTES, settings.maxWait());
        subscriptions = new Subscriptions((subscribed, from, payload) -> read(payload), shared);
        writing = UncaughtErrors.thread(
                "parley-redis-chat", new Writer(Writer.Search.NONE, subscriptions::check, shared));
        state = new RedisSharedState(connector, name, timing, clock::nanoTime, links.failures(), this::publish);
    }

    /** Scripts of a Redis Cluster need all their keys on one server, which the text between the first braces of a key decides, if there is any. */
    private static String checked(String name) {
        if (Checks.notEmpty(name, "name").startsWith("}")) {
            throw new IllegalArgumentException(
                    "name begins with }: a Redis Cluster would have its keys on several servers");
        }
        return name;
    }

    /**
     * Returns the cluster of the only chat that this Redis carries. Connects when an engine starts it; Redis may be absent.
     *
     * @param url as for {@link RedisServers#at}
     * @return a cluster for one engine
     * @throws IllegalArgumentException if it is no address of Redis
     */
    public static RedisChatCluster connect(String url) {
        return connect(RedisServers.at(url).build(), DEFAULT_NAME);
    }

    /**
     * Returns the cluster of a chat. Connects when an engine starts it; Redis may be absent.
     *
     * @param servers where Redis is
     * @param name what tells the chat from others over the same Redis, whose engines have another store; does not begin with <code>}</code>
     * @return a cluster for one engine
     * @throws IllegalArgumentException if the name is empty or begins with that brace
     */
    public static RedisChatCluster connect(RedisServers servers, String name) {
        return new RedisChatCluster(servers, name, RedisSharedState.TIMING);
    }

    @Override
    public CompletionStage<Void> start(ChatPeer engine) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a cluster belongs to one engine");
        }
        peer = engine;
        // First, because the cluster counts as connected only once what is known to be needed is there.
        CompletionStage<Void> subscribed = subscriptions.add(List.of(channel));
        writing.start();
        state.start(engine);
        return subscribed;
    }

    @Override
    public void publish(Hint hint) {
        if (peer == null) {
            return;
        }
        byte[] payload = HintForm.write(self, hint);
        if (payload.length > MAX_BYTES && hint instanceof Hint.Stored stored) {
            payload = HintForm.write(self, new Hint.Stored(stored.room(), stored.epoch(), stored.seq(), List.of()));
        }
        if (payload.length > MAX_BYTES) {
            sender.tooLong(payload.length);
        } else {
            sender.add(Outgoing.message(Command.PUBLISH, bytes(channel.name()), payload));
        }
    }

    @Override
    public SharedState shared() {
        return state;
    }

    /** Called by the subscriber. */
    private void read(byte[] payload) {
        ChatPeer to = peer;
        if (to == null) {
            return;
        }
        try {
            if (payload.length > MAX_BYTES) {
                throw new IllegalArgumentException("a hint of " + payload.length + " bytes");
            }
            Hint hint = HintForm.read(payload, self);
            if (hint != null) {
                counters.received.increment();
                to.onHint(hint);
            }
        } catch (IllegalArgumentException malformed) {
            counters.unreadable.increment();
            links.failures().warn("A published hint was skipped", malformed);
        } catch (RuntimeException | Error thrown) {
            // The hints behind this one are to be read too.
            UncaughtErrors.report("a hint of another engine", thrown);
        }
    }

    private void changed(Adapter.Health health) {
        ChatPeer to = peer;
        if (to != null && health.link() == Adapter.Link.CONNECTED) {
            to.onGap();
        }
    }

    /**
     * Returns whether other engines are reached now.
     *
     * @return the state of the connections
     */
    @Override
    public Adapter.Health health() {
        return links.health();
    }

    /**
     * Returns what was done, for metrics.
     *
     * @return the numbers of this moment
     */
    @Override
    public RedisChatStats stats() {
        return new RedisChatStats(
                counters.published.sum(),
                counters.received.sum(),
                counters.dropped.sum() + counters.unknown.sum(),
                counters.refused.sum(),
                counters.unreadable.sum(),
                counters.reconnects.sum(),
                queue.count());
    }

    /** Ends the lease, unless it was handed over, and gives up the connections; waits for that and for what is still to be sent, each a second at most. */
    @Override
    public void close() {
        state.close();
        peer = null;
        queue.close();
        subscriptions.drop();
        try {
            writing.join(CLOSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
