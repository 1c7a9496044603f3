package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Redis says about a stream.
 *
 * @param removed how many entries were ever removed; 0 if there is no stream, and before Redis 7
 * @param lastId the id of the last entry that was ever written
 */
record StreamInfo(long removed, String lastId) {

    private static final StreamInfo NONE = new StreamInfo(0, StreamIds.ZERO);

    /** {@code reply} is that of XINFO STREAM, which is an error if there is no stream. */
    static StreamInfo of(@Nullable Object reply) {
        List<?> fields = StreamIds.list(reply);
        long added = 0;
        long length = 0;
        String lastId = StreamIds.ZERO;
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            Object value = fields.get(i + 1);
            switch (text(fields.get(i))) {
                case "entries-added" -> added = number(value);
                case "length" -> length = number(value);
                case "last-generated-id" -> lastId = text(value);
                default -> {
                    // Not needed.
                }
            }
        }
        return fields.isEmpty() ? NONE : new StreamInfo(Math.max(0, added - length), lastId);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** How much later than an entry the last one was written, in milliseconds. */
    long millisBehind(String id) {
        return Math.max(0, StreamIds.millis(lastId) - StreamIds.millis(id));
    }
}
