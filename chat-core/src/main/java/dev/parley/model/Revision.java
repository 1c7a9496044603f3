package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a message has changed since it was written.
 *
 * @param version 1 as written, one more with each edit and with the deletion
 * @param seq the number of the newest entry that shows: its own, or that of the last edit, deletion or reaction applied
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
