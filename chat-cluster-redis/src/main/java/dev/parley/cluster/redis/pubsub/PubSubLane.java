package dev.parley.cluster.redis.pubsub;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.Subscriber.Channel;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.socketio.Adapter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** One namespace on a bus, in whatever mode. Thread-safe. */
abstract sealed class PubSubLane implements ClusterBus.Lane permits ClassicLane, ShardedLane {

    /** How servers are counted: by the subscribers of this channel. */
    record Count(String command, String channel) {}

    private final PubSubBus bus;
    private final String server;
    private final Count count;
    private final Collection<Channel> channels;
    private final AtomicBoolean open = new AtomicBoolean();
    private volatile @Nullable Consumer<ClusterMessage> receiver;

    PubSubLane(PubSubBus bus, String server, Count count, Collection<Channel> channels) {
        this.bus = bus;
        this.server = server;
        this.count = count;
        this.channels = channels;
    }

    PubSubBus bus() {
        return bus;
    }

    String server() {
        return server;
    }

    boolean isOpen() {
        return open.get();
    }

    @Override
    public CompletionStage<Void> start(Consumer<ClusterMessage> hears) {
        receiver = hears;
        open.set(true);
        return bus.listen(this, channels);
    }

    /** Called by the subscriber. */
    void read(String channel, byte[] payload) {
        try {
            if (payload.length > bus.sender().maxMessageBytes()) {
                throw new IllegalArgumentException("a message of " + payload.length + " bytes");
            }
            ClusterMessage message = parse(channel, payload);
            Consumer<ClusterMessage> hears = receiver;
            if (message != null && hears != null && !message.from().equals(server)) {
                bus.counters().received.increment();
                hears.accept(message);
            }
        } catch (IllegalArgumentException malformed) {
            String skipped = "A published message was skipped";
            bus.counters().unreadable.increment();
            bus.links().failures().warn(skipped, skipped, malformed);
        } catch (RuntimeException | Error thrown) {
            // The messages behind this one are to be read too.
            UncaughtErrors.report("a message of another server", thrown);
        }
    }

    /** Null for what is not meant for this server; throws IllegalArgumentException for what cannot be read. */
    abstract @Nullable ClusterMessage parse(String channel, byte[] payload);

    CompletionStage<Void> send(Command command, String channel, byte[] payload) {
        if (payload.length > bus.sender().maxMessageBytes()) {
            return bus.sender().tooLong(payload.length);
        }
        return bus.sender()
                .send(Outgoing.message(command, bytes(channel), payload))
                .thenApply(reply -> null);
    }

    @Override
    public CompletionStage<Integer> servers() {
        List<byte[]> args = List.of(bytes(count.command()), bytes(count.channel()));
        return bus.sender().send(Outgoing.subscribers(args)).thenApply(PubSubLane::subscribers);
    }

    private static int subscribers(@Nullable Object reply) {
        return reply instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof Number number
                ? Math.max(1, number.intValue())
                : 1;
    }

    @Override
    public void unreadable(ClusterMessage message) {
        bus.counters().unreadable.increment();
    }

    @Override
    public Adapter.Health health() {
        return bus.links().health();
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            bus.closed(this);
            bus.unsubscribe(this, channels);
        }
    }
}
