package dev.parley.store;

import dev.parley.model.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of appending one draft.
 *
 * @param outcome whether it was stored
 * @param entry the stored entry; for a duplicate or a conflict the existing one; null for a stale draft
 */
public record AppendResult(Outcome outcome, @Nullable Entry entry) {

    private static final AppendResult STALE = new AppendResult(Outcome.STALE, null);

    /** The outcome for a draft. */
    public enum Outcome {
        /** The draft was stored under the next sequence number. */
        STORED,
        /** The same draft was stored before: same room, sender, {@code clientMsgId} and content. Nothing was added. */
        DUPLICATE,
        /**
         * A different draft was stored before under the same room, sender and {@code clientMsgId}. Nothing was added.
         */
        CONFLICT,
        /**
         * What the draft was decided on has changed: its message, see {@link dev.parley.model.EntryDraft#onRevision}, or
         * the records of its room, see {@link dev.parley.model.EntryDraft#onRules}. Nothing was added; read again and
         * decide again.
         */
        STALE
    }

    /**
     * Validates the entry.
     *
     * @throws IllegalArgumentException if it is missing, or given for a stale draft
     */
    public AppendResult {
        if ((entry == null) != (outcome == Outcome.STALE)) {
            throw new IllegalArgumentException(outcome + (entry == null ? " without" : " with") + " an entry");
        }
    }

    /**
     * Returns the entry under which the draft is stored, or that it repeats.
     *
     * @return the entry
     * @throws IllegalStateException if the outcome is {@link Outcome#STALE}, which has none
     */
    @Override
    public Entry entry() {
        if (entry == null) {
            throw new IllegalStateException("a stale draft has no entry");
        }
        return entry;
    }

    /**
     * Returns the result of a draft whose condition does not hold.
     *
     * @return the result
     */
    public static AppendResult stale() {
        return STALE;
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
