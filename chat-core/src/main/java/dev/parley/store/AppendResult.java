package dev.parley.store;

import dev.parley.model.Entry;

/**
 * The outcome of appending one draft.
 *
 * @param outcome whether it was stored
 * @param entry the stored entry; for a duplicate or a conflict the existing one
 */
public record AppendResult(Outcome outcome, Entry entry) {

    /** The outcome for a draft. */
    public enum Outcome {
        /** The draft was stored under the next sequence number. */
        STORED,
        /** The same draft was stored before: same room, sender, {@code clientMsgId} and content. Nothing was added. */
        DUPLICATE,
        /**
         * A different draft was stored before under the same room, sender and {@code clientMsgId}. Nothing was added.
         */
        CONFLICT
    }

    /**
     * Returns the result of a stored draft.
     *
     * @param entry the stored entry
     * @return the result
     */
    public static AppendResult stored(Entry entry) {
        return new AppendResult(Outcome.STORED, entry);
    }

    /**
     * Returns the result of a draft whose {@code clientMsgId} was used before.
     *
     * @param original the entry stored under it
     * @param contentHash the hash of the draft
     * @return a duplicate if the hashes are equal, otherwise a conflict
     */
    public static AppendResult repeated(Entry original, String contentHash) {
        boolean same = original.contentHash().equals(contentHash);
        return new AppendResult(same ? Outcome.DUPLICATE : Outcome.CONFLICT, original);
    }
}
