package dev.parley.cluster.redis;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.Order;
import dev.parley.cluster.SessionLog;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.pubsub.RedisPubSub;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.conformance.SocketHarness;
import dev.parley.socketio.Adapter;
import dev.parley.testkit.cluster.AdapterContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Servers over one stream and one prefix of channels. A test can cut servers off. */
final class RedisCluster implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final RedisServers redis;
    private final boolean sharded;
    private final @Nullable Dialect dialect;
    private final PubSubMode mode;
    private String name;
    private final List<ClusterBus> buses = new ArrayList<>();
    private final List<IntSupplier> waiting = new ArrayList<>();
    private final Map<String, List<ClusterBus.Lane>> lanes = new ConcurrentHashMap<>();

    /** Over streams. */
    RedisCluster(RedisServer redis, Dialect dialect) {
        this(RedisServers.at(redis.url()).build(), dialect, false);
    }

    /** Over streams, where questions go by sharded channels or not. */
    RedisCluster(RedisServers redis, Dialect dialect, boolean sharded) {
        this.redis = redis;
        this.name = "test-" + NUMBER.incrementAndGet();
        this.sharded = sharded;
        this.dialect = dialect;
        this.mode = PubSubMode.CLASSIC;
    }

    /** By publish and subscribe. */
    RedisCluster(RedisServer redis, PubSubMode mode) {
        this(RedisServers.at(redis.url()).build(), mode);
    }

    /** By publish and subscribe of whatever servers there are. */
    RedisCluster(RedisServers redis, PubSubMode mode) {
        this.redis = redis;
        this.name = "test-" + NUMBER.incrementAndGet();
        this.sharded = true;
        this.dialect = null;
        this.mode = mode;
    }

    String name() {
        return name;
    }

    /** Has the stream and all channels on one server of a Redis Cluster. */
    RedisCluster inOneSlot() {
        name = '{' + name + '}';
        return this;
    }

    RedisStreamsOptions.Builder options() {
        return RedisStreamsOptions.builder()
                .servers(redis)
                .streamName(name)
                .channelPrefix(name)
                .shardedPubSub(sharded)
                .dialect(Objects.requireNonNull(dialect));
    }

    RedisPubSubOptions.Builder pubSub() {
        return RedisPubSubOptions.builder().servers(redis).channelPrefix(name).mode(mode);
    }

    ClusterBus bus() {
        return dialect == null
                ? bus(pubSub().build())
                : bus(options().patience(Duration.ofMinutes(1)).build());
    }

    RedisPubSub bus(RedisPubSubOptions options) {
        RedisPubSub bus = RedisPubSub.connect(options);
        buses.add(bus);
        waiting.add(() -> bus.stats().waiting());
        return bus;
    }

    RedisStreams bus(RedisStreamsOptions options) {
        RedisStreams bus = RedisStreams.connect(options);
        buses.add(bus);
        waiting.add(() -> bus.stats().waiting());
        return bus;
    }

    AdapterContract.Node node() {
        return node(Order.LOCAL_FIRST);
    }

    AdapterContract.Node node(Order order) {
        CuttableBus bus = new CuttableBus(bus());
        return new AdapterContract.Node() {

            @Override
            public Adapter.Factory adapter() {
                return Clustering.over(bus).order(order).sharedData(AdapterContract.NAME);
            }

            @Override
            public void cut() {
                bus.cut = true;
            }

            @Override
            public void mend() {
                mark(bus);
                bus.cut = false;
            }
        };
    }

    /** Waits until a server has read what there is, so that it hears nothing that was said while it was cut off. */
    private void mark(CuttableBus bus) {
        SocketHarness.eventually(() -> waiting.stream().allMatch(each -> each.getAsInt() == 0));
        bus.marked = false;
        Emitter.over(bus()).in("nobody", "nowhere").emit("mark");
        SocketHarness.eventually(() -> bus.marked);
    }

    @Override
    public void close() {
        buses.forEach(ClusterBus::close);
    }

    /** Servers of the dialect 0.2 know each other only when they have heard of each other. */
    private static void awaitAll(List<ClusterBus.Lane> lanes) {
        SocketHarness.eventually(() -> {
            for (ClusterBus.Lane lane : lanes) {
                if (lane.servers().toCompletableFuture().join() < lanes.size()) {
                    return false;
                }
            }
            return true;
        });
    }

    /** A bus that a test can cut off. */
    private final class CuttableBus implements ClusterBus {

        private final ClusterBus bus;
        private volatile boolean cut;
        private volatile boolean marked;

        CuttableBus(ClusterBus bus) {
            this.bus = bus;
        }

        @Override
        public boolean isLog() {
            return bus.isLog();
        }

        @Override
        public Lane open(String namespace, String server) {
            return new CuttableLane(namespace, bus.open(namespace, server));
        }

        @Override
        public void close() {
            bus.close();
        }

        private final class CuttableLane implements Lane {

            private final Lane lane;

            private final String namespace;

            CuttableLane(String namespace, Lane lane) {
                this.namespace = namespace;
                this.lane = lane;
            }

            @Override
            public CompletionStage<Void> start(Consumer<ClusterMessage> receiver) {
                CompletionStage<Void> started = lane.start(message -> {
                    if (!cut) {
                        receiver.accept(message);
                    }
                    if (message.from().equals("emitter")) {
                        marked = true;
                    }
                });
                List<Lane> all = lanes.computeIfAbsent(namespace, name -> new CopyOnWriteArrayList<>());
                all.add(this);
                return started.thenRunAsync(() -> awaitAll(all), task -> new Thread(task).start());
            }

            @Override
            public CompletionStage<Void> publish(ClusterMessage message) {
                return cut
                        ? CompletableFuture.failedStage(new IllegalStateException("cut off"))
                        : lane.publish(message);
            }

            @Override
            public CompletionStage<Void> publish(ClusterMessage message, Consumer<@Nullable String> here) {
                if (cut) {
                    here.accept(null);
                    return CompletableFuture.failedStage(new IllegalStateException("cut off"));
                }
                return lane.publish(message, here);
            }

            @Override
            public @Nullable SessionLog sessions() {
                return lane.sessions();
            }

            @Override
            public void answer(String server, ClusterMessage message) {
                if (!cut) {
                    lane.answer(server, message);
                }
            }

            @Override
            public boolean followsRooms() {
                return lane.followsRooms();
            }

            @Override
            public void roomChanged(String room, boolean entered) {
                lane.roomChanged(room, entered);
            }

            @Override
            public CompletionStage<Integer> servers() {
                return lane.servers();
            }

            @Override
            public Adapter.Health health() {
                return cut ? new Adapter.Health(Adapter.Link.DISCONNECTED, null, "cut off") : lane.health();
            }

            @Override
            public void close() {
                lanes.getOrDefault(namespace, List.of()).remove(this);
                lane.close();
            }
        }
    }
}
