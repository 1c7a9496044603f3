package dev.parley.cluster.redis;

import dev.parley.cluster.redis.PublishException.Fate;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The threads of a bus and what they share. */
final class StreamBus {

    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final RedisStreamsOptions options;
    private final Scheduler clock;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters = new Counters();
    private final Router router;
    private final StreamReader reader;
    private final Subscriber subscriber;
    private final List<StreamLane> lanes = new CopyOnWriteArrayList<>();
    private final Thread writing;

    StreamBus(RedisStreamsOptions options, Scheduler clock) {
        this.options = options;
        this.clock = clock;
        this.queue = new SendQueue(options.maxWaiting(), options.maxWaitingBytes());
        this.links = new Links(options, clock);
        this.router = new Router(options, links, counters);
        Connector connector = new Connector(
                options.address(), "parley-" + UUID.randomUUID().toString().substring(0, 8));
        Shared shared = new Shared(connector, queue, links, counters, clock);
        List<String> streams = streams(options);
        this.reader = new StreamReader(options, streams, router, shared);
        this.subscriber = new Subscriber(router, shared);
        this.writing = UncaughtErrors.thread("parley-redis-writer", new StreamWriter(streams, this::upkeep, shared));
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
        UncaughtErrors.thread("parley-redis-reader", reader).start();
        if (options.dialect().subscribes()) {
            UncaughtErrors.thread("parley-redis-subscriber", subscriber).start();
        }
    }

    private void upkeep() {
        subscriber.check();
        reader.check();
        lanes.forEach(StreamLane::tick);
    }

    boolean send(Outgoing item) {
        item.deadlineNanos(clock.nanoTime() + options.maxWait().toNanos());
        boolean added = queue.add(item);
        if (!added && !item.question()) {
            counters.dropped.increment();
        }
        return added;
    }

    /** Why something was not sent. */
    PublishException dropped() {
        PublishException full = new PublishException(
                Fate.UNSENT, queue.isClosed() ? "the bus is closed" : "too many messages wait for Redis");
        links.failures().warn("A message to other servers was dropped", full);
        return full;
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

    Counters counters() {
        return counters;
    }

    RedisStreamsStats stats() {
        return counters.stats(queue, reader.lagMillis());
    }

    Router router() {
        return router;
    }

    StreamReader reader() {
        return reader;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    List<StreamLane> lanes() {
        return lanes;
    }

    /** Ends the lanes, and waits for a second at most until what waits is sent. */
    void close() {
        lanes.forEach(StreamLane::close);
        queue.close();
        reader.drop();
        subscriber.drop();
        try {
            writing.join(CLOSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
