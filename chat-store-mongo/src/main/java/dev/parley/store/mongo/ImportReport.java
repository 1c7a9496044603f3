package dev.parley.store.mongo;

import java.util.List;
import java.util.Map;

/**
 * The result of an import. Every document of the collection is in one of the counts.
 *
 * @param imported the number of messages added
 * @param alreadyThere the number of messages present from an earlier import; those changed since stay as they were
 *     imported
 * @param reasons the number of documents skipped, by reason, without zeros
 * @param firstSkipped the first {@value #MAX_LISTED} skipped documents, in the order of their ids
 */
public record ImportReport(
        long imported, long alreadyThere, Map<SkipReason, Long> reasons, List<Skipped> firstSkipped) {

    /** Maximum number of skipped documents listed. */
    public static final int MAX_LISTED = 100;

    /** Makes the collections unmodifiable. */
    public ImportReport {
        reasons = Map.copyOf(reasons);
        firstSkipped = List.copyOf(firstSkipped);
    }

    /**
     * Returns the number of skipped documents.
     *
     * @return the total over all reasons
     */
    public long skipped() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Why a document was skipped. */
    public enum SkipReason {
        /** It has no {@code _id}, as in some views; nothing would prevent a repeated import. */
        NO_ID,
        /** The room is missing, not a string, or not a valid room name. */
        ROOM,
        /** The user is missing, not a string, or not a valid user name. */
        USER,
        /** The text is missing, not a string, or too long. */
        TEXT,
        /** The time cannot be parsed, or is not in the years 1 to 9999. */
        CREATED_AT,
        /** The document is corrupt. */
        UNREADABLE
    }

    /**
     * A skipped document.
     *
     * @param id its {@code _id} in MongoDB's extended JSON, truncated to 200 chars; empty without one
     * @param reason the reason
     * @param detail what was found instead, for the operator; never the text of a message
     */
    public record Skipped(String id, SkipReason reason, String detail) {}
}
