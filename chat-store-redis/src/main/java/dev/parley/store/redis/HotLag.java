package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.List;
import java.util.Objects;
import redis.clients.jedis.Protocol.Command;

/** How far the archive is behind. */
final class HotLag {

    private final HotPool pool;
    private final HotKeys keys;
    private final TierOptions options;

    HotLag(HotPool pool, HotKeys keys, TierOptions options) {
        this.pool = pool;
        this.keys = keys;
        this.options = options;
    }

    /** Writes to Redis, and throws StoreException if appends would be refused. */
    void check() {
        pool.repeatable(link -> {
            link.ask(Command.SET, keys.global("probe"), bytes(1));
            List<?> time = (List<?>) Objects.requireNonNull(link.ask(Command.TIME));
            long now = Link.number(time.get(0)) * 1_000 + Link.number(time.get(1)) / 1_000;
            List<?> oldest = (List<?>) Objects.requireNonNull(
                    link.ask(Command.ZRANGE, keys.global("waiting"), bytes(0), bytes(0), bytes("WITHSCORES")));
            long lag = oldest.isEmpty() ? 0 : now - (long) Double.parseDouble(text(oldest.get(1)));
            if (lag > options.maxLag().toMillis()) {
                throw new StoreException(Category.OVERLOADED, "the archive is behind by " + lag / 1_000 + " s");
            }
            String bytes = text(link.ask(Command.HGET, keys.global("state"), bytes("bytes")));
            if (!bytes.isEmpty() && Long.parseLong(bytes) >= options.maxBytes()) {
                throw new StoreException(Category.OVERLOADED, bytes + " bytes wait for the archive");
            }
            return lag;
        });
    }
}
