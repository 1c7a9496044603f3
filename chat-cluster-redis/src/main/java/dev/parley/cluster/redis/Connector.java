package dev.parley.cluster.redis;

import java.time.Duration;

/** Makes the connections of one bus. */
record Connector(RedisAddress address, String name) {

    RedisConnection open(String part, Duration silence) {
        return RedisConnection.open(address, name + '-' + part, silence);
    }
}
