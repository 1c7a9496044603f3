package dev.parley.cluster.redis;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterBus.Lane;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.pubsub.RedisPubSub;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter.Health;
import dev.parley.socketio.Adapter.Link;
import dev.parley.socketio.SocketServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * Uses Redis with passwords, as a process of its own that logs all that can be logged, and prints whatever it is told: texts, health and
 * failures. Its arguments are a password, whether it is the one of the server, its port, the port of its sentinel and the password of that,
 * and a port without anybody.
 */
final class SecretsMain {

    private static final String ID = "00000000000000aa";
    private static final Duration MAX_WAIT = Duration.ofMillis(300);

    private SecretsMain() {}

    private static Map<String, RedisServers> servers(
            String secret, String port, String sentinel, String ofSentinel, String nobody) {
        char[] password = secret.toCharArray();
        String host = "127.0.0.1:";
        Map<String, RedisServers> all = new LinkedHashMap<>();
        all.put("url", RedisServers.at("redis://:" + secret + '@' + host + port).build());
        all.put(
                "url with a user",
                RedisServers.at("redis://default:" + secret + '@' + host + port).build());
        all.put(
                "url of a database that is not there",
                RedisServers.at("redis://:" + secret + '@' + host + port + "/99")
                        .build());
        all.put(
                "url of nobody",
                RedisServers.at("redis://user:" + secret + '@' + host + nobody).build());
        all.put(
                "url with tls where there is none",
                RedisServers.at("rediss://user:" + secret + '@' + host + port).build());
        all.put(
                "sentinel",
                RedisServers.sentinels("mymaster", host + sentinel)
                        .password(password)
                        .sentinelPassword(ofSentinel.toCharArray())
                        .build());
        all.put(
                "sentinel that refuses",
                RedisServers.sentinels("mymaster", host + sentinel)
                        .sentinelUser("watcher")
                        .sentinelPassword(password)
                        .build());
        all.put("cluster", RedisServers.cluster(host + port).password(password).build());
        return all;
    }

    private static void streams(RedisServers servers) throws Exception {
        boolean cluster = servers.kind() == RedisServers.Kind.CLUSTER;
        RedisStreamsOptions options = RedisStreamsOptions.builder()
                .servers(servers)
                .maxWait(MAX_WAIT)
                .shardedPubSub(cluster)
                .build();
        System.out.println(options + " " + options.bus());
        RedisStreams bus = RedisStreams.connect(options);
        use(bus, bus::health);
    }

    private static void pubSub(RedisServers servers) throws Exception {
        boolean cluster = servers.kind() == RedisServers.Kind.CLUSTER;
        RedisPubSubOptions options = RedisPubSubOptions.builder()
                .servers(servers)
                .maxWait(MAX_WAIT)
                .mode(cluster ? PubSubMode.SHARDED_DYNAMIC : PubSubMode.CLASSIC)
                .build();
        System.out.println(options);
        RedisPubSub bus = RedisPubSub.connect(options);
        use(bus, bus::health);
    }

    private static void use(ClusterBus bus, Supplier<Health> health) throws Exception {
        SocketServer io = SocketServer.builder()
                .adapter(Clustering.over(bus))
                .recovery(Duration.ofMinutes(2), false)
                .build();
        Lane lane = bus.open("/", ID);
        lane.start(message -> {});
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> isKnown(health.get()));
        try {
            Emitter.over(bus).emit("event").toCompletableFuture().get(60, TimeUnit.SECONDS);
            System.out.println("was published");
        } catch (ExecutionException failed) {
            failed.printStackTrace(System.out);
        }
        System.out.println(bus + " " + lane + " " + health.get() + " " + io.health() + " " + bus.stats());
        io.shutdown().toCompletableFuture().get(60, TimeUnit.SECONDS);
        bus.close();
    }

    private static boolean isKnown(Health health) {
        return health.link() != Link.DISCONNECTED || !"not connected yet".equals(health.reason());
    }

    private static void refused(String secret) {
        for (String address : List.of(
                "http://user:%s@host",
                "redis://user:%s@host name",
                "redis://user:%s@host/not-a-number",
                "redis://user:%s@host:99999999999",
                "redis://user:%s@host?a=b",
                "redis://user:%s@under_score",
                "redis://user:%s%%zz@host",
                "redis:user:%s")) {
            try {
                System.out.println("taken: "
                        + RedisServers.at(String.format(address, secret)).build());
            } catch (IllegalArgumentException refused) {
                refused.printStackTrace(System.out);
            }
            try {
                System.out.println("taken: "
                        + RedisServers.sentinels("m", String.format(address, secret))
                                .build());
            } catch (IllegalArgumentException refused) {
                refused.printStackTrace(System.out);
            }
        }
    }

    /** Runs all that may fail. */
    public static void main(String[] arguments) throws Exception {
        String secret = arguments[0];
        for (Map.Entry<String, RedisServers> each : servers(
                        secret, arguments[1], arguments[2], arguments[3], arguments[4])
                .entrySet()) {
            System.out.println("== " + each.getKey() + ", streams: " + each.getValue() + " "
                    + each.getValue().login() + " " + each.getValue().sentinelLogin());
            streams(each.getValue());
            System.out.println("== " + each.getKey() + ", publish and subscribe");
            pubSub(each.getValue());
        }
        refused(secret);
        System.out.println("done");
        System.exit(0);
    }
}
