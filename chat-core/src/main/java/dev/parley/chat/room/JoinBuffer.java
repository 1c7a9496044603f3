package dev.parley.chat.room;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.runtime.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buffers the events of a room for one connection while its history is read: at most {@link Limit#JOIN_BUFFER} events,
 * and at most {@link Limit#PAGE_BYTES} unless it is a single event. Guarded by the room.
 */
final class JoinBuffer {

    /** An event held by buffers of one room; counts in the memory budget once. Guarded by the room. */
    static final class Kept {
        private final OutgoingEvent event;
        private final long bytes;
        private int buffers;

        Kept(OutgoingEvent event) {
            this.event = event;
            this.bytes = PageSize.bytesOf(event.data());
        }
    }

    /**
     * The bounds of a buffer.
     *
     * @param events the maximum number of events
     * @param bytes the maximum total size of more than one event
     * @param memory the budget in which they count
     */
    record Bounds(int events, long bytes, MemoryBudget memory) {}

    private final List<Kept> events = new ArrayList<>();
    private long bytes;
    private @Nullable ChatException overrun;

    /** Buffers an event, or discards all of them if that exceeds a bound. */
    void add(Kept kept, Bounds bounds) {
        if (overrun != null) {
            return;
        }
        overrun = refusal(kept, bounds);
        if (overrun != null) {
            release(bounds.memory);
            return;
        }
        events.add(kept);
        bytes += kept.bytes;
        kept.buffers++;
        if (kept.buffers == 1) {
            bounds.memory.add(kept.bytes);
        }
    }

    private @Nullable ChatException refusal(Kept kept, Bounds bounds) {
        if (events.size() >= bounds.events) {
            return ChatException.limit(ErrorCode.OVERLOADED, Limit.JOIN_BUFFER, bounds.events);
        }
        if (!events.isEmpty() && bytes + kept.bytes > bounds.bytes) {
            return ChatException.limit(ErrorCode.OVERLOADED, Limit.PAGE_BYTES, bounds.bytes);
        }
        return bounds.memory.isExhausted()
                ? new ChatException(ErrorCode.OVERLOADED, "the server's memory is short")
                : null;
    }

    /** Why events are no longer buffered; null if none were discarded. */
    @Nullable
    ChatException overrun() {
        return overrun;
    }

    List<OutgoingEvent> events() {
        return events.stream().map(kept -> kept.event).toList();
    }

    /** Releases the buffered events. */
    void release(MemoryBudget memory) {
        for (Kept kept : events) {
            kept.buffers--;
            if (kept.buffers == 0) {
                memory.remove(kept.bytes);
            }
        }
        events.clear();
    }
}
