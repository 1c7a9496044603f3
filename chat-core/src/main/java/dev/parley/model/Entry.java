package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a room's log, as stored. Within one {@code epoch} the entries of a room are numbered 1, 2, 3, without
 * gaps; the sequence number alone defines their order.
 *
 * @param draft what was appended; after an erasure what is left of it
 * @param epoch identifies the log between two resets, never empty
 * @param seq the sequence number in the log, from 1
 * @param contentHash {@link EntryDraft#contentHash()} of what was appended, empty after an erasure
 * @param erased whether the content was removed because its user was erased
 */
public record Entry(EntryDraft draft, String epoch, long seq, String contentHash, boolean erased) {

    /** Maximum epoch length, in chars. */
    public static final int MAX_EPOCH_LENGTH = 64;

    /**
     * Validates the position.
     *
     * @throws IllegalArgumentException if the epoch is empty or too long, or the sequence number is below 1
     */
    public Entry {
        StoredText.checkName("epoch", epoch, MAX_EPOCH_LENGTH);
        if (seq < 1) {
            throw new IllegalArgumentException("seq below 1: " + seq);
        }
    }

    /**
     * Creates an entry that was just stored.
     *
     * @param draft what was appended
     * @param epoch the epoch of the log
     * @param seq its sequence number
     * @return the entry
     */
    public static Entry of(EntryDraft draft, String epoch, long seq) {
        return new Entry(draft.stored(), epoch, seq, draft.contentHash(), false);
    }

    /**
     * Returns the room whose log contains this entry.
     *
     * @return the room
     */
    public RoomName room() {
        return draft.room();
    }

    /**
     * Returns the kind of the entry.
     *
     * @return the kind
     */
    public EntryKind kind() {
        return draft.kind();
    }

    /**
     * Returns the message that this entry creates or changes.
     *
     * @return the message's id
     */
    public MessageId messageId() {
        return draft.messageId();
    }

    /**
     * Returns the sender of the entry.
     *
     * @return the sender, {@link Sender#ERASED} after an erasure
     */
    public Sender sender() {
        return draft.sender();
    }

    /**
     * Returns the creation time, which does not define an order.
     *
     * @return the time, whole milliseconds
     */
    public Instant createdAt() {
        return draft.createdAt();
    }

    /**
     * Returns the sender's idempotency key.
     *
     * @return the key, or null if there was none
     */
    public @Nullable String clientMsgId() {
        return draft.clientMsgId();
    }

    /**
     * Returns the message that this entry changes.
     *
     * @return its {@code seq}, 0 for a {@link EntryKind#MESSAGE}
     */
    public long target() {
        return draft.target();
    }

    /**
     * Returns the content of the entry.
     *
     * @return the content, empty after an erasure
     */
    public Content content() {
        return draft.content();
    }

    /**
     * Returns this entry after its sender was erased: kind, sequence number, target, time and message id remain.
     *
     * @return the entry by {@link Sender#ERASED}, without content, hash and {@code clientMsgId}
     */
    public Entry erase() {
        return erase(Sender.ERASED);
    }

    /**
     * Returns this entry after the user whose message it edits was erased: as {@link #erase()}, but the sender remains.
     *
     * @return the entry without content, hash and {@code clientMsgId}
     */
    public Entry eraseContent() {
        return erase(sender());
    }

    private Entry erase(Sender sender) {
        EntryDraft rest =
                new EntryDraft(room(), kind(), messageId(), sender, createdAt(), null, target(), Content.EMPTY, null);
        return new Entry(rest, epoch, seq, "", true);
    }
}
