package dev.parley.chat.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of the catalogue on its way to clients.
 *
 * @param seq its number in the log, or 0 if it has none
 * @param event its name
 * @param data what it carries; not changed any more
 * @param origin the connection whose arrival or departure it announces, or null; a profile may show people by it
 */
public record OutgoingEvent(
        long seq,
        String event,
        Map<String, Object> data,
        @Nullable String origin) {

    public OutgoingEvent(long seq, String event, Map<String, Object> data) {
        this(seq, event, data, null);
    }

    /** An event without a number that no connection caused. */
    public static OutgoingEvent of(String event, Map<String, Object> data) {
        return new OutgoingEvent(0, event, data);
    }
}
