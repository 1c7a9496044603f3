package dev.parley.store.mongo;

import java.util.List;
import java.util.Map;

/**
 * What an import did. Every document of the collection is in one of the counts.
 *
 * @param imported how many messages were added
 * @param alreadyThere how many were there from an earlier import; one that was changed since stays as it was imported
 * @param reasons how many documents were skipped for each reason; none is zero
 * @param firstSkipped the first {@value #MAX_LISTED} documents that were skipped, in the order of their ids
 */
public record ImportReport(
        long imported, long alreadyThere, Map<SkipReason, Long> reasons, List<Skipped> firstSkipped) {

    /** How many of the skipped documents are listed. */
    public static final int MAX_LISTED = 100;

    /** Makes the collections unmodifiable. */
    public ImportReport {
        reasons = Map.copyOf(reasons);
        firstSkipped = List.copyOf(firstSkipped);
    }

    /**
     * How many documents were skipped.
     *
     * @return the sum over all reasons
     */
    public long skipped() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Why a document is no message. */
    public enum SkipReason {
        /** It has no {@code _id}, as those of some views; nothing would keep it from being imported twice. */
        NO_ID,
        /** The room is missing, no text, or no name of a room. */
        ROOM,
        /** The user is missing, no text, or no name that a user may have. */
        USER,
        /** The text is missing, no text, or too long. */
        TEXT,
        /** There is a time, but it cannot be read, or is not in the years 1 to 9999. */
        CREATED_AT,
        /** It is damaged. */
        UNREADABLE
    }

    /**
     * A document that was skipped.
     *
     * @param id its {@code _id} in MongoDB's extended JSON, cut to 200 chars; empty without one
     * @param reason why
     * @param detail what was found instead, for the operator; no text of a message
     */
    public record Skipped(String id, SkipReason reason, String detail) {}
}
