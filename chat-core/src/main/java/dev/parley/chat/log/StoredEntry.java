package dev.parley.chat.log;

import dev.parley.chat.event.Wire;
import dev.parley.model.Entry;
import dev.parley.model.Message;
import dev.parley.store.AppendResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log, just stored or there for longer. Whoever answers the sender and whoever sends it to the room share one payload.
 * Guarded by {@code this}.
 */
public final class StoredEntry {

    private final AppendResult result;
    private @Nullable Map<String, Object> payload;

    StoredEntry(AppendResult result) {
        this.result = result;
    }

    public Entry entry() {
        return result.entry();
    }

    AppendResult.Outcome outcome() {
        return result.outcome();
    }

    /** Whether it is in the log from now on, and not a repetition of what was there. */
    public boolean isFresh() {
        return result.outcome() == AppendResult.Outcome.STORED;
    }

    /** The message as it was stored. */
    public Message message() {
        return Message.of(entry(), List.of());
    }

    /** The message as clients get it, built once and not to be changed; without the preview of what it answers. */
    public synchronized Map<String, Object> payload() {
        Map<String, Object> built = payload;
        if (built == null) {
            built = Wire.message(message(), Map.of());
            payload = built;
        }
        return built;
    }
}
