package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.redis.connection.RedisConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Ids of entries: {@code <milliseconds>-<sequence>}. */
final class StreamIds {

    /** Before all entries. */
    static final String ZERO = "0-0";

    private StreamIds() {}

    /** Negative if the first is before the second. */
    static int compare(String one, String other) {
        int time = Long.compareUnsigned(part(one, 0), part(other, 0));
        return time != 0 ? time : Long.compareUnsigned(part(one, 1), part(other, 1));
    }

    /** When an entry was written, by the clock of Redis. */
    static long millis(String id) {
        return part(id, 0);
    }

    private static long part(String id, int index) {
        int hyphen = id.indexOf('-');
        return Long.parseUnsignedLong(index == 0 ? id.substring(0, hyphen) : id.substring(hyphen + 1));
    }

    /** The first id behind one. */
    static String next(String id) {
        return id.substring(0, id.indexOf('-') + 1) + Long.toUnsignedString(part(id, 1) + 1);
    }

    /** The last id of a stream that is there; {@link #ZERO} if it has no entries. */
    static String last(RedisConnection redis, String stream) {
        Object reply = redis.ask(Command.XREVRANGE, bytes(stream), bytes("+"), bytes("-"), bytes("COUNT"), bytes(1));
        List<?> entries = list(reply);
        return entries.isEmpty()
                ? ZERO
                : RedisConnection.text(list(entries.get(0)).get(0));
    }

    static List<?> list(@Nullable Object reply) {
        return reply instanceof List<?> list ? list : List.of();
    }
}
