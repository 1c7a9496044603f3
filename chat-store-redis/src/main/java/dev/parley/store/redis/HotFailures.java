package dev.parley.store.redis;

import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.net.SocketTimeoutException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** What failures of Redis mean for a store. */
final class HotFailures {

    private HotFailures() {}

    static StoreException translate(RedisServers servers, JedisException failed) {
        return new StoreException(category(failed), "Redis at " + servers + ": " + failed.getMessage(), failed);
    }

    private static Category category(JedisException failed) {
        if (failed instanceof JedisConnectionException) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketTimeoutException) {
                    return Category.TIMEOUT;
                }
            }
            return Category.UNAVAILABLE;
        }
        String error = String.valueOf(failed.getMessage());
        int end = error.indexOf(' ');
        return switch (end < 0 ? error : error.substring(0, end)) {
            case "OOM", "MISCONF" -> Category.FULL;
            case "NOAUTH", "WRONGPASS", "NOPERM", "ERR" -> Category.REFUSED;
            case "READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS", "NOSCRIPT", "BUSY", "TRYAGAIN" ->
                Category.UNAVAILABLE;
            default -> error.contains("OOM command not allowed") ? Category.FULL : Category.INTERNAL;
        };
    }
}
