package dev.parley.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The order of {@link MessageStore#latestWith}, for stores that sort heads themselves. */
public final class LatestHeads {

    private static final Comparator<Head> ORDER = Comparator.comparing(LatestHeads::at)
            .reversed()
            .thenComparing(head -> head.room().key());

    private LatestHeads() {}

    /**
     * One page: the latest first, rooms of one millisecond by key.
     *
     * @param heads all there are, in any order; those of rooms in which nothing is kept are left out
     * @param after the last head of the page before, or null to begin
     * @param limit how many at most
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
