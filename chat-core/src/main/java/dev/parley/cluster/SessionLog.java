package dev.parley.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a bus keeps so that a client can return to any server: sessions, and the messages of one namespace. Positions are those of
 * {@link ClusterMessage#position}. Thread-safe; no method blocks. Stages are completed by threads of the bus, which whoever continues
 * there must not block.
 */
public interface SessionLog {

    /**
     * Saves a session, replacing one of the same key.
     *
     * @param key a secret of 1 to 64 letters, digits, {@code -} and {@code _}; all namespaces share the keys
     * @param session plain values, as {@link ClusterMessage#data}, which do not change any more
     * @param window how long it is kept, positive
     * @return completes when any server can take it; fails if it is not known that it was saved
     */
    CompletionStage<Void> save(String key, Map<String, @Nullable Object> session, Duration window);

    /**
     * Takes a session: at most one of the callers on all servers gets it.
     *
     * @param key its key
     * @return completes with the session as plain values, unchecked but for size and depth; with null if there is none; fails if that
     *     is unknown
     */
    CompletionStage<@Nullable Taken> take(String key);

    /**
     * Reads the messages behind a position.
     *
     * @param query which
     * @return completes with the messages once the receiver of the lane was given all up to {@link Missed#upTo}, at any time later if
     *     the lane is behind; with null if they are not all known, or too many; fails if that is unknown
     */
    CompletionStage<@Nullable Missed> missed(Query query);

    /**
     * Compares two positions.
     *
     * @param position a text that {@link #isPosition}
     * @param other another one
     * @return whether the first is behind the other
     */
    boolean isBehind(String position, String other);

    /**
     * Checks a text.
     *
     * @param text any text
     * @return whether it has the form of a position
     */
    boolean isPosition(String text);

    /**
     * Returns how far the receiver of the lane was given messages.
     *
     * @return a position, perhaps of a moment ago; null before the first message
     */
    @Nullable
    String position();

    /**
     * A session that nobody else has.
     *
     * @param session the session
     * @param left how much longer it would have been kept, positive
     */
    record Taken(Map<String, @Nullable Object> session, Duration left) {

        /** Returns nothing of the session, which is secret. */
        @Override
        public String toString() {
            return "session for " + left;
        }
    }

    /**
     * Which messages.
     *
     * @param after the position of the last one not wanted, which must still be in the log
     * @param wanted whether a broadcast is wanted; may throw IllegalArgumentException for malformed ones
     * @param maxEvents the maximum number of messages
     * @param maxBytes the maximum size of messages in the form of the log
     */
    record Query(String after, Predicate<ClusterMessage> wanted, int maxEvents, long maxBytes) {}

    /**
     * What was read.
     *
     * @param messages the messages, in the order of the log
     * @param upTo the position up to which these are all
     */
    record Missed(List<ClusterMessage> messages, String upTo) {}
}
