package dev.parley.engineio.session;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.transport.Completion;
import org.jspecify.annotations.Nullable;

/**
 * A FIFO ring of queued messages, allocated only while in use. Not thread-safe: guarded by the session's lock. Bounded
 * by its owner, the {@link Outbox}.
 *
 * <p>A normal message without a completion is stored as is, so queueing it allocates nothing.
 */
final class MessageRing {

    /** A message with metadata. */
    record Tagged(
            EncodedMessage message,
            boolean control,
            @Nullable Completion flushed) {}

    private static final Object[] NONE = {};
    private static final int KEPT_CAPACITY = 8;
    private static final int SLOT_BYTES = 8;

    private @Nullable Object[] slots = NONE;
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** The message at an index, 0 for the first. */
    EncodedMessage get(int index) {
        return messageOf(slot(index));
    }

    /** The approximate heap size of the ring itself; 0 at its initial capacity. */
    long ownBytes() {
        return slots.length > KEPT_CAPACITY ? (long) SLOT_BYTES * slots.length : 0;
    }

    void add(EncodedMessage message, boolean control, @Nullable Completion flushed) {
        if (size == slots.length) {
            grow();
        }
        slots[(head + size) & (slots.length - 1)] =
                control || flushed != null ? new Tagged(message, control, flushed) : message;
        size++;
    }

    /** Adds a completion to the last message; the ring must not be empty. */
    void tagLast(Completion flushed) {
        Object last = slot(size - 1);
        boolean control = last instanceof Tagged tagged && tagged.control();
        Completion earlier = last instanceof Tagged tagged ? tagged.flushed() : null;
        slots[(head + size - 1) & (slots.length - 1)] =
                new Tagged(messageOf(last), control, earlier == null ? flushed : new Both(earlier, flushed));
    }

    /** Combines two completions of one message. */
    private record Both(Completion first, Completion second) implements Completion {

        @Override
        public void succeed() {
            first.succeed();
            second.succeed();
        }

        @Override
        public void fail(Throwable cause) {
            first.fail(cause);
            second.fail(cause);
        }
    }

    /** The first message; the ring must not be empty. */
    EncodedMessage first() {
        return messageOf(slot(0));
    }

    /** Moves the first message and its completion to a batch. */
    EncodedMessage pollInto(SendBatch batch) {
        Object entry = slot(0);
        removeFirst();
        EncodedMessage message = messageOf(entry);
        batch.add(message);
        if (entry instanceof Tagged tagged && tagged.flushed() != null) {
            batch.addCompletion(tagged.flushed());
        }
        return message;
    }

    /** Removes the oldest droppable message; null if there is none. */
    @Nullable
    Object removeDroppable() {
        for (int i = 0; i < size; i++) {
            Object entry = slot(i);
            if (!(entry instanceof Tagged tagged && tagged.control())) {
                for (int j = i; j > 0; j--) {
                    slots[(head + j) & (slots.length - 1)] = slot(j - 1);
                }
                removeFirst();
                return entry;
            }
        }
        return null;
    }

    static EncodedMessage messageOf(Object entry) {
        return entry instanceof Tagged tagged ? tagged.message() : (EncodedMessage) entry;
    }

    /** Clears the ring and moves all completions to the batch. */
    void drainCompletions(SendBatch batch) {
        for (int i = 0; i < size; i++) {
            if (slot(i) instanceof Tagged tagged && tagged.flushed() != null) {
                batch.addCompletion(tagged.flushed());
            }
        }
        slots = NONE;
        head = 0;
        size = 0;
    }

    private Object slot(int index) {
        Object entry = slots[(head + index) & (slots.length - 1)];
        if (entry == null) {
            throw new IllegalStateException("no message at " + index);
        }
        return entry;
    }

    private void removeFirst() {
        slots[head] = null;
        head = (head + 1) & (slots.length - 1);
        size--;
        if (size == 0 && slots.length > KEPT_CAPACITY) {
            slots = NONE;
            head = 0;
        }
    }

    private void grow() {
        @Nullable Object[] larger = new Object[Math.max(4, slots.length * 2)];
        for (int i = 0; i < size; i++) {
            larger[i] = slot(i);
        }
        slots = larger;
        head = 0;
    }
}
