package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.server.RedisLogin;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.cluster.redis.server.RedisTls;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * How to talk to a server once it is found.
 *
 * @param name shown by CLIENT LIST; null for none
 */
record Access(
        @Nullable RedisLogin login,
        @Nullable RedisTls tls,
        int database,
        @Nullable String name,
        int timeoutMillis) {

    private static final int TIMEOUT_MILLIS = 2_000;
    /** There are other sentinels. */
    private static final int SENTINEL_TIMEOUT_MILLIS = 1_000;

    static Access toServers(RedisServers servers, String name) {
        return new Access(servers.login(), servers.tls(), servers.database(), name, TIMEOUT_MILLIS);
    }

    static Access toSentinels(RedisServers servers) {
        return new Access(servers.sentinelLogin(), servers.sentinelTls(), 0, null, SENTINEL_TIMEOUT_MILLIS);
    }

    Dial dial(InetSocketAddress where) {
        return new Dial(where, tls, timeoutMillis);
    }

    DefaultJedisClientConfig config() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMillis)
                .socketTimeoutMillis(timeoutMillis)
                .autoNegotiateProtocol(false)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .clientName(name)
                .database(database);
        if (login != null) {
            config.credentials(new DefaultRedisCredentials(login.user(), password(login)));
        }
        return config.build();
    }

    private static char[] password(RedisLogin login) {
        try {
            return login.password().get();
        } catch (RuntimeException none) {
            throw new JedisConnectionException("There is no password: " + none, none);
        }
    }
}
