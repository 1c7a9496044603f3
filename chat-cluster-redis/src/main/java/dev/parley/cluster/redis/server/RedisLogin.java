package dev.parley.cluster.redis.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in to Redis. Its text does not show the password.
 *
 * @param user a user of the access control lists of Redis; null for the default one
 * @param password asked for whenever a connection is made, by threads of the bus
 */
public record RedisLogin(@Nullable String user, Supplier<char[]> password) {

    @Override
    public String toString() {
        return user == null ? "the default user" : user;
    }
}
