package dev.parley.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sort order of {@link MessageStore#latestWith}, for stores that sort heads themselves. */
public final class LatestHeads {

    private static final Comparator<Head> ORDER = Comparator.comparing(LatestHeads::at)
            .reversed()
            .thenComparing(head -> head.room().key());

    private LatestHeads() {}

    /**
     * Returns one page: the latest first, rooms with the same time by key.
     *
     * @param heads all heads, in any order; those of rooms without entries are left out
     * @param after the last head of the previous page, or null to start
     * @param limit the maximum number
     * @return the page
     */
    public static List<Head> page(Collection<Head> heads, @Nullable Head after, int limit) {
        return heads.stream()
                .filter(head -> head.lastSeq() > head.purgedSeq() && head.lastAt() != null)
                .filter(head -> after == null || ORDER.compare(head, after) > 0)
                .sorted(ORDER)
                .limit(limit)
                .toList();
    }

    private static Instant at(Head head) {
        return Objects.requireNonNull(head.lastAt(), "a head with a time");
    }
}
