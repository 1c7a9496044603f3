package dev.parley.cluster.redis;

import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.SendQueue;
import dev.parley.cluster.redis.connection.Sender;
import dev.parley.cluster.redis.connection.Shared;
import dev.parley.cluster.redis.connection.Subscriptions;
import dev.parley.cluster.redis.connection.Writer;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/** The threads of a bus and what they share. */
final class StreamBus {

    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final RedisStreamsOptions options;
    private final Scheduler clock;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters = new Counters();
    private final Router router;
    private final Sender sender;
    /** By their streams; the same one for all of them unless they are spread over a cluster. */
    private final Map<String, StreamReader> readers = new LinkedHashMap<>();

    private final Subscriptions subscriptions;
    private final List<StreamLane> lanes = new CopyOnWriteArrayList<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final Thread writing;
    private final SessionThreads sessions;

    StreamBus(RedisStreamsOptions options, Scheduler clock) {
        this.options = options;
        this.clock = clock;
        this.queue = new SendQueue(options.bus().maxWaiting(), options.bus().maxWaitingBytes());
        this.links = new Links(
                LoggerFactory.getLogger(RedisStreams.class),
                options.bus().servers(),
                clock,
                options.listener()::onHealth);
        this.router = new Router(options, links, counters);
        Connector connector = new Connector(
                options.bus().servers(),
                "parley-" + UUID.randomUUID().toString().substring(0, 8));
        Shared shared = new Shared(connector, queue, links, counters, clock);
        this.sender = new Sender(
                shared, options.bus().maxMessageBytes(), options.bus().maxWait());
        List<String> streams = streams(options);
        for (List<String> together : connector.isCluster() ? each(streams) : List.of(streams)) {
            StreamReader reader = new StreamReader(options, together, router, shared);
            together.forEach(stream -> readers.put(stream, reader));
        }
        this.subscriptions = new Subscriptions((subscribed, channel, payload) -> router.message(payload), shared);
        this.sessions = new SessionThreads(
                shared,
                new SessionThreads.Bounds(
                        options.sessionConnections(),
                        options.bus().maxWait(),
                        options.bus().maxWaitingBytes()));
        this.writing = UncaughtErrors.thread(
                "parley-redis-writer", new Writer(new EntrySearch(streams, connector), this::upkeep, shared));
    }

    private static List<List<String>> each(List<String> streams) {
        return streams.stream().map(List::of).toList();
    }

    private static List<String> streams(RedisStreamsOptions options) {
        int count = options.streamCount();
        if (count == 1) {
            return List.of(options.streamName());
        }
        List<String> names = new ArrayList<>();
        // Servers of Node write to streams with negative numbers too.
        for (int i = 1 - count; i < count; i++) {
            names.add(options.streamName() + '-' + i);
        }
        return names;
    }

    /** The stream of a namespace. */
    String stream(String namespace) {
        int count = options.streamCount();
        return count == 1 ? options.streamName() : options.streamName() + '-' + namespace.hashCode() % count;
    }

    void begin() {
        writing.start();
    }

    /** Begins to receive, once. Whoever only sends needs neither connections nor threads for it. */
    void listen() {
        if (!listening.compareAndSet(false, true)) {
            return;
        }
        for (StreamReader each : Set.copyOf(readers.values())) {
            links.expect(Links.Part.READER, each.name());
            UncaughtErrors.thread("parley-redis-reader", each).start();
        }
    }

    private void upkeep() {
        subscriptions.check();
        readers.values().forEach(StreamReader::check);
        lanes.forEach(StreamLane::tick);
    }

    Sender sender() {
        return sender;
    }

    RedisStreamsOptions options() {
        return options;
    }

    Scheduler clock() {
        return clock;
    }

    Links links() {
        return links;
    }

    LongAdder localFirst() {
        return counters.localFirst;
    }

    void unreadable() {
        counters.unreadable.increment();
    }

    RedisStreamsStats stats() {
        return new RedisStreamsStats(
                counters.published.sum(),
                counters.received.sum(),
                counters.dropped.sum(),
                counters.unknown.sum(),
                counters.refused.sum(),
                counters.duplicates.sum(),
                counters.gaps.sum(),
                counters.unreadable.sum(),
                counters.reconnects.sum(),
                counters.localFirst.sum(),
                queue.count(),
                queue.bytes(),
                readers.values().stream()
                        .mapToLong(StreamReader::lagMillis)
                        .max()
                        .orElse(0));
    }

    Router router() {
        return router;
    }

    StreamReader reader(String stream) {
        return Objects.requireNonNull(readers.get(stream));
    }

    SessionThreads sessions() {
        return sessions;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    List<StreamLane> lanes() {
        return lanes;
    }

    /** Ends the lanes, and waits for a second at most until what waits is sent. */
    void close() {
        lanes.forEach(StreamLane::close);
        queue.close();
        readers.values().forEach(StreamReader::drop);
        subscriptions.drop();
        try {
            writing.join(CLOSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        sessions.close();
    }
}
