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
 * The events of a room that wait for one connection whose history is being read: as many as {@link Limit#JOIN_BUFFER}, and one or no
 * more bytes than {@link Limit#PAGE_BYTES}. Guarded by the room.
 */
final class JoinBuffer {

    /** An event that buffers of one room hold; it is counted in the memory budget once. Guarded by the room. */
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
     * What a buffer may hold.
     *
     * @param events how many
     * @param bytes of more than one event
     * @param memory where they are counted
     */
    record Bounds(int events, long bytes, MemoryBudget memory) {}

    private final List<Kept> events = new ArrayList<>();
    private long bytes;
    private @Nullable ChatException overrun;

    /** Keeps an event, or gives everything up if it is too much. */
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

    /** Why nothing is kept any more; null while everything is. */
    @Nullable
    ChatException overrun() {
        return overrun;
    }

    List<OutgoingEvent> events() {
        return events.stream().map(kept -> kept.event).toList();
    }

    /** Gives up what is kept. */
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
