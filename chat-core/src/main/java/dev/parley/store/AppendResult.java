package dev.parley.store;

import dev.parley.model.Entry;

/**
 * What became of one draft.
 *
 * @param outcome whether it was stored
 * @param entry the entry that was stored; for a duplicate or a conflict the one that was there before
 */
public record AppendResult(Outcome outcome, Entry entry) {

    /** What became of a draft. */
    public enum Outcome {
        /** It was given the next number. */
        STORED,
        /** The same had been stored before: same room, sender, {@code clientMsgId} and content. Nothing was added. */
        DUPLICATE,
        /** Something else had been stored under the same room, sender and {@code clientMsgId}. Nothing was added. */
        CONFLICT
    }

    /**
     * The result of a draft that got a number.
     *
     * @param entry the stored entry
     * @return the result
     */
    public static AppendResult stored(Entry entry) {
        return new AppendResult(Outcome.STORED, entry);
    }

    /**
     * The result of a draft whose {@code clientMsgId} was used before.
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
