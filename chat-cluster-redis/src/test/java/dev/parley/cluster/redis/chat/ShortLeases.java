package dev.parley.cluster.redis.chat;

import dev.parley.cluster.redis.server.RedisServers;
import java.time.Duration;

/** Clusters whose leases are over sooner than usual. */
public final class ShortLeases {

    public static final Duration LEASE = Duration.ofMillis(1_500);

    private ShortLeases() {}

    public static RedisChatCluster connect(String url, String name, Duration answer) {
        return connect(url, name, LEASE, answer);
    }

    public static RedisChatCluster connect(String url, String name, Duration lease, Duration answer) {
        return new RedisChatCluster(
                RedisServers.at(url).build(), name, new LeaseLane.Timing(lease, Duration.ofMillis(400), answer));
    }
}
