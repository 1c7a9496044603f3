package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.server.RedisServers;
import java.time.Duration;

/**
 * What every bus is told: where Redis is, how long a message may be, and how much of what is sent waits while Redis is away.
 *
 * @param maxMessageBytes 1,024 to 536,870,912, the most that Redis takes
 * @param maxWaiting messages, 1 to 1,000,000
 * @param maxWaitingBytes 1,024 or more
 * @param maxWait 100 ms to 10 minutes
 */
public record BusSettings(
        RedisServers servers, int maxMessageBytes, int maxWaiting, long maxWaitingBytes, Duration maxWait) {

    public static final BusSettings DEFAULTS = new BusSettings(
            RedisServers.at("redis://localhost:6379").build(),
            4 * 1024 * 1024,
            10_000,
            8L * 1024 * 1024,
            Duration.ofSeconds(5));

    public BusSettings {
        Checks.within(maxMessageBytes, 1_024, 536_870_912, "maxMessageBytes");
        Checks.within(maxWaiting, 1, 1_000_000, "maxWaiting");
        Checks.bytes(maxWaitingBytes, "maxWaitingBytes");
        Checks.within(maxWait, Duration.ofMillis(100), Duration.ofMinutes(10), "maxWait");
    }

    public BusSettings withServers(RedisServers where) {
        return new BusSettings(where, maxMessageBytes, maxWaiting, maxWaitingBytes, maxWait);
    }

    public BusSettings withMaxMessageBytes(int bytes) {
        return new BusSettings(servers, bytes, maxWaiting, maxWaitingBytes, maxWait);
    }

    public BusSettings withMaxWaiting(int messages) {
        return new BusSettings(servers, maxMessageBytes, messages, maxWaitingBytes, maxWait);
    }

    public BusSettings withMaxWaitingBytes(long bytes) {
        return new BusSettings(servers, maxMessageBytes, maxWaiting, bytes, maxWait);
    }

    public BusSettings withMaxWait(Duration longest) {
        return new BusSettings(servers, maxMessageBytes, maxWaiting, maxWaitingBytes, longest);
    }
}
