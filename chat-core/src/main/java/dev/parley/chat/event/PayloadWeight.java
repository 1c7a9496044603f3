package dev.parley.chat.event;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates the heap size of a command's arguments. */
public final class PayloadWeight {

    private static final long ITEM = 48;

    private PayloadWeight() {}

    /** The size in bytes. The nesting depth is bounded by the packet's limit. */
    public static long of(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return ITEM + text.length();
        }
        if (value instanceof Map<?, ?> map) {
            long sum = ITEM;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += ITEM + of(entry.getKey()) + of(entry.getValue());
            }
            return sum;
        }
        if (value instanceof Collection<?> items) {
            long sum = ITEM;
            for (Object item : items) {
                sum += of(item);
            }
            return sum;
        }
        if (value instanceof byte[] bytes) {
            return ITEM + bytes.length;
        }
        return value instanceof ByteBuffer buffer ? ITEM + buffer.remaining() : ITEM;
    }
}
