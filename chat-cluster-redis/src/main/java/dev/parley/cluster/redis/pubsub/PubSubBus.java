package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.SendQueue;
import dev.parley.cluster.redis.connection.Sender;
import dev.parley.cluster.redis.connection.Shared;
import dev.parley.cluster.redis.connection.Subscriber.Channel;
import dev.parley.cluster.redis.connection.Subscriptions;
import dev.parley.cluster.redis.connection.Writer;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The threads of a bus and what they share. Which lanes have subscribed to a channel changes under {@code this}. */
final class PubSubBus {

    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final RedisPubSubOptions options;
    private final Scheduler clock;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters = new Counters();
    private final Sender sender;
    private final Subscriptions subscriptions;
    private final RoomChannels roomChannels = new RoomChannels();
    private final ConcurrentMap<Channel, List<PubSubLane>> subscribed = new ConcurrentHashMap<>();
    private final List<PubSubLane> lanes = new CopyOnWriteArrayList<>();
    private final Thread writing;
    private boolean listening;

    PubSubBus(RedisPubSubOptions options, Scheduler clock) {
        this.options = options;
        this.clock = clock;
        this.queue = new SendQueue(options.bus().maxWaiting(), options.bus().maxWaitingBytes());
        this.links = new Links(
                LoggerFactory.getLogger(RedisPubSub.class),
                options.bus().servers(),
                clock,
                options.listener()::onHealth);
        Connector connector = new Connector(
                options.bus().servers(),
                "parley-" + UUID.randomUUID().toString().substring(0, 8));
        Shared shared = new Shared(connector, queue, links, counters, clock);
        this.sender = new Sender(
                shared, options.bus().maxMessageBytes(), options.bus().maxWait());
        this.subscriptions = new Subscriptions(this::message, shared);
        this.writing = UncaughtErrors.thread(
                "parley-redis-writer", new Writer(Writer.Search.NONE, subscriptions::check, shared));
    }

    void begin() {
        writing.start();
    }

    /** Begins to receive for a lane. Whoever only sends needs neither connection nor thread for it. */
    synchronized CompletableFuture<Void> listen(PubSubLane lane, Collection<Channel> channels) {
        if (!listening) {
            listening = true;
            if (options.mode().dynamic()) {
                UncaughtErrors.thread("parley-redis-rooms", roomChannels).start();
            }
        }
        lanes.add(lane);
        return subscribe(lane, channels);
    }

    synchronized CompletableFuture<Void> subscribe(PubSubLane lane, Collection<Channel> channels) {
        for (Channel each : channels) {
            subscribed
                    .computeIfAbsent(each, key -> new CopyOnWriteArrayList<>())
                    .add(lane);
        }
        return subscriptions.add(channels);
    }

    synchronized void unsubscribe(PubSubLane lane, Collection<Channel> channels) {
        List<Channel> last = new ArrayList<>();
        for (Channel each : channels) {
            List<PubSubLane> here = subscribed.getOrDefault(each, List.of());
            if (here.remove(lane) && here.isEmpty()) {
                subscribed.remove(each);
                last.add(each);
            }
        }
        subscriptions.remove(last);
    }

    private void message(Channel channel, String name, byte[] payload) {
        for (PubSubLane lane : subscribed.getOrDefault(channel, List.of())) {
            lane.read(name, payload);
        }
    }

    RedisPubSubOptions options() {
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

    Sender sender() {
        return sender;
    }

    RoomChannels roomChannels() {
        return roomChannels;
    }

    RedisPubSubStats stats() {
        return new RedisPubSubStats(
                counters.published.sum(),
                counters.received.sum(),
                counters.dropped.sum(),
                counters.unknown.sum(),
                counters.refused.sum(),
                counters.unreadable.sum(),
                counters.reconnects.sum(),
                queue.count(),
                queue.bytes());
    }

    void closed(PubSubLane lane) {
        lanes.remove(lane);
    }

    /** Ends the lanes, and waits for a second at most until what waits is sent. */
    void close() {
        lanes.forEach(PubSubLane::close);
        queue.close();
        roomChannels.close();
        subscriptions.drop();
        try {
            writing.join(CLOSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
