package dev.parley.cluster.redis.connection;

import java.time.Duration;

/** Makes the connections of one bus. */
public record Connector(RedisAddress address, String name) {

    public RedisConnection open(String part, Duration silence) {
        return RedisConnection.open(address, name + '-' + part, silence);
    }
}
