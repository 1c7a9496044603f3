package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a room's log, as stored. Within one {@code epoch} the entries of a room are numbered 1, 2, 3, without a
 * hole; the number is the only order there is.
 *
 * @param draft what was appended; after an erasure what is left of it
 * @param epoch the life of the log: another one after a reset, never empty
 * @param seq the number in the log, from 1
 * @param contentHash {@link EntryDraft#contentHash()} of what was appended, empty after an erasure
 * @param erased whether the content was removed because its user was erased
 */
public record Entry(EntryDraft draft, String epoch, long seq, String contentHash, boolean erased) {

    /** The longest epoch, in chars. */
    public static final int MAX_EPOCH_LENGTH = 64;

    /**
     * Checks the position.
     *
     * @throws IllegalArgumentException if the epoch is empty or too long, or the number below 1
     */
    public Entry {
        StoredText.checkName("epoch", epoch, MAX_EPOCH_LENGTH);
        if (seq < 1) {
            throw new IllegalArgumentException("seq below 1: " + seq);
        }
    }

    /**
     * An entry that was just stored.
     *
     * @param draft what was appended
     * @param epoch the life of the log
     * @param seq its number
     * @return the entry
     */
    public static Entry of(EntryDraft draft, String epoch, long seq) {
        return new Entry(draft.withRequestHash(null), epoch, seq, draft.contentHash(), false);
    }

    /**
     * The room whose log this is in.
     *
     * @return the room
     */
    public RoomName room() {
        return draft.room();
    }

    /**
     * What the entry does.
     *
     * @return the kind
     */
    public EntryKind kind() {
        return draft.kind();
    }

    /**
     * The message this entry makes or changes.
     *
     * @return the message's id
     */
    public MessageId messageId() {
        return draft.messageId();
    }

    /**
     * Who did it.
     *
     * @return the sender, {@link Sender#ERASED} after an erasure
     */
    public Sender sender() {
        return draft.sender();
    }

    /**
     * When it was done; not an order.
     *
     * @return the time, whole milliseconds
     */
    public Instant createdAt() {
        return draft.createdAt();
    }

    /**
     * The key that made a repetition safe.
     *
     * @return the key, or null if there was none
     */
    public @Nullable String clientMsgId() {
        return draft.clientMsgId();
    }

    /**
     * The message this entry changes.
     *
     * @return its {@code seq}, 0 for a {@link EntryKind#MESSAGE}
     */
    public long target() {
        return draft.target();
    }

    /**
     * What the entry says.
     *
     * @return the content, empty after an erasure
     */
    public Content content() {
        return draft.content();
    }

    /**
     * This entry after its sender was erased: kind, number, target, time and message id remain.
     *
     * @return the entry by {@link Sender#ERASED}, without content, hash and {@code clientMsgId}
     */
    public Entry erase() {
        return erase(Sender.ERASED);
    }

    /**
     * This entry after the user whose message it edits was erased: as {@link #erase()}, but the sender remains.
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
