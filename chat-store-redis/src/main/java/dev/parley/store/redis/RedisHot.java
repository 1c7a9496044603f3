package dev.parley.store.redis;

import dev.parley.cluster.redis.server.RedisServers;
import java.time.Duration;

/**
 * Where the hot tier is: one Redis 7 or later, or the master that sentinels name, with {@code maxmemory-policy noeviction} and an
 * append-only file. Immutable.
 *
 * @param servers where Redis is, and who signs in
 * @param name of the chat, 1 to 100 chars: the keys begin with {@code parley:{name}:}, so all of them are in one slot
 * @param connections at most, 1 to 1,000; 8 by default
 * @param timeout how long a call waits for a connection, and then for an answer, 100 ms to 5 minutes; 5 seconds by default
 */
public record RedisHot(RedisServers servers, String name, int connections, Duration timeout) {

    /** Checks the bounds; throws IllegalArgumentException. */
    public RedisHot {
        if (servers.kind() == RedisServers.Kind.CLUSTER) {
            throw new IllegalArgumentException("a Redis Cluster: the hot tier works with one Redis, or with sentinels");
        }
        if (name.isEmpty() || name.length() > 100 || name.contains("{") || name.contains("}")) {
            throw new IllegalArgumentException("name, must be 1 to 100 chars without braces: " + name);
        }
        if (connections < 1 || connections > 1_000) {
            throw new IllegalArgumentException("connections " + connections + ", must be 1 to 1000");
        }
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("timeout " + timeout + ", must be 100 ms to 5 minutes");
        }
    }

    /**
     * One Redis, with the defaults.
     *
     * @param url {@code redis://user:password@host:port/database}, or {@code rediss://…} for TLS
     * @return where the hot tier is
     * @throws IllegalArgumentException if it is no such address
     */
    public static RedisHot at(String url) {
        return at(RedisServers.at(url).build());
    }

    /**
     * One Redis or the master of sentinels, with the defaults.
     *
     * @param servers where it is
     * @return where the hot tier is
     * @throws IllegalArgumentException if it is a Redis Cluster
     */
    public static RedisHot at(RedisServers servers) {
        return new RedisHot(servers, "chat", 8, Duration.ofSeconds(5));
    }

    /**
     * Changes the name of the chat.
     *
     * @param chat its name
     * @return the changed copy
     */
    public RedisHot withName(String chat) {
        return new RedisHot(servers, chat, connections, timeout);
    }

    /**
     * Changes how many connections there are.
     *
     * @param most at most
     * @param wait how long a call waits
     * @return the changed copy
     */
    public RedisHot withConnections(int most, Duration wait) {
        return new RedisHot(servers, name, most, wait);
    }
}
