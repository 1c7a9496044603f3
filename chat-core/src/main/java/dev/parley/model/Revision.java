package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a message since it was created.
 *
 * @param version 1 for the original, plus 1 for each edit and for the deletion
 * @param seq the sequence number of the newest entry with a visible effect: the message's own, or that of the last
 *     edit, deletion or reaction applied
 * @param editedAt when it was last edited, or null if never
 * @param deletedAt when it was deleted, or null if it was not, or if it was erased
 * @param deleted whether only a tombstone is left
 */
public record Revision(
        int version,
        long seq,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt,
        boolean deleted) {}
