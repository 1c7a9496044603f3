package dev.parley.cluster;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates of the memory that decoded values hold. */
final class PlainSize {

    private static final int OBJECT = 24;
    private static final int COLLECTION = 64;
    private static final int MEMBER = 48;
    private static final int ITEM = 8;

    private PlainSize() {}

    /** The bytes of a value; its nesting was limited when it was decoded. */
    static long of(@Nullable Object value) {
        if (value instanceof String text) {
            return OBJECT + 2L * text.length();
        }
        if (value instanceof byte[] bytes) {
            return OBJECT + (long) bytes.length;
        }
        long sum = value instanceof Map || value instanceof List ? COLLECTION : OBJECT;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                sum += MEMBER + of(member.getKey()) + of(member.getValue());
            }
        } else if (value instanceof List<?> list) {
            for (Object item : list) {
                sum += ITEM + of(item);
            }
        }
        return sum;
    }
}
