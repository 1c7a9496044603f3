package dev.parley.chat.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of the catalogue for clients.
 *
 * @param seq its sequence number in the log, or 0 if it has none
 * @param event which event
 * @param data its payload; not modified any more
 * @param origin the connection whose join or leave it announces, or null; a profile may identify users by it
 */
public record OutgoingEvent(
        long seq,
        ServerEvent event,
        Map<String, Object> data,
        @Nullable String origin) {

    public OutgoingEvent(long seq, ServerEvent event, Map<String, Object> data) {
        this(seq, event, data, null);
    }

    /** Creates an event without a sequence number that was not caused by a connection. */
    public static OutgoingEvent of(ServerEvent event, Map<String, Object> data) {
        return new OutgoingEvent(0, event, data);
    }
}
