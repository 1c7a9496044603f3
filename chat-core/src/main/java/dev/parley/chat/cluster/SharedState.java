package dev.parley.chat.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the engines of one chat share beside the store, for as long as the engine lives that it is about: who is online and
 * in which room, who has a name, how many connections a user has. Each engine has a lease of {@link #LEASE}, which is renewed
 * every {@link #RENEWAL}. What an engine has put, held and counted is visible to the others until its lease ends. An engine
 * that has lost its lease, such as one that was stopped for a while, gets another one under a new name, with all of it; the
 * old name never returns, so that whoever cleans up behind it cannot remove what is new.
 *
 * <p>Nothing here blocks or throws. Stages complete normally, within {@link #ANSWER} if the shared state does not answer, and
 * then say that they do not know: callers go on with what they know themselves. They complete on a thread of the
 * implementation or of the caller; continuations must be fast. Thread-safe.
 */
public interface SharedState {

    /** How long an engine counts as alive after its last renewal: with the five seconds of grace at most 20. */
    Duration LEASE = Duration.ofSeconds(14);

    /** The time between renewals. */
    Duration RENEWAL = Duration.ofSeconds(5);

    /** The maximum time until a stage completes. */
    Duration ANSWER = Duration.ofMillis(250);

    /** The maximum length of the names of tables, keys, owners and counters, in UTF-16 units. */
    int MAX_NAME = 1_024;

    /** The maximum length of a value, in UTF-16 units. */
    int MAX_VALUE = 8_192;

    /**
     * Returns the shared state of an engine that shares nothing: it is never unavailable, there are no others, and every
     * claim is granted. Counts and tokens are unknown.
     *
     * @return the state
     */
    static SharedState none() {
        return NoSharedState.INSTANCE;
    }

    /**
     * Returns whether the shared state answered last time. While it does not, what is known of others is that of before.
     *
     * @return false from the first call that was not answered until one is
     */
    boolean available();

    /**
     * Puts an entry of this engine into a table. It is written in the background, after those that were put before, and
     * again under each new lease; of several for one key the last one counts. When it is written, the other engines are
     * sent a {@link Hint.Changed}.
     *
     * @param table the table, such as one for each room
     * @param key the key; each engine has at most one entry for it
     * @param value the value
     */
    void put(String table, String key, String value);

    /**
     * Removes the entry of this engine.
     *
     * @param table the table
     * @param key the key
     * @param note why; travels in the hint only
     */
    void remove(String table, String key, String note);

    /**
     * Reads the entries that other live engines have for a key.
     *
     * @param table the table
     * @param key the key
     * @return the values by engine, or empty if that is not known
     */
    CompletionStage<Optional<Map<String, String>>> find(String table, String key);

    /**
     * Reads what other live engines have in a table.
     *
     * @param table the table
     * @return their entries, or empty if they are not known
     */
    CompletionStage<Optional<Snapshot>> read(String table);

    /**
     * Reads how new the entries of other live engines are.
     *
     * @param tables at most 1,000 tables
     * @return for each table with entries the versions by engine; or empty if that is not known
     */
    CompletionStage<Optional<Map<String, Map<String, Long>>>> versions(Collection<String> tables);

    /**
     * Claims a key for a time, whether or not the engine lives on. Claiming it again as the same owner begins the time anew.
     *
     * @param key the key; not used with {@link #hold}
     * @param owner who claims it
     * @param time how long, a millisecond at least
     * @return whether it is granted
     */
    CompletionStage<Claim> claim(String key, String owner, Duration time);

    /**
     * Claims a key for as long as this engine lives or until {@link #release}. Several engines may hold it for the same owner.
     *
     * @param key the key; not used with {@link #claim}
     * @param owner who claims it
     * @return whether it is granted; if that is not known, it is held as soon as it can be, unless another owner has it then
     */
    CompletionStage<Claim> hold(String key, String owner);

    /**
     * Gives up a key that was claimed or is held here; nothing if another owner has it.
     *
     * @param key the key
     * @param owner who claimed it
     */
    void release(String key, String owner);

    /**
     * Changes this engine's part of a counter, unless the sum over all live engines would exceed a maximum. A decrease is
     * never refused, and a part is never less than 0.
     *
     * @param counter the counter
     * @param change what is added to this engine's part
     * @param max the maximum of the sum
     * @return whether it was changed; if that is not known, it is changed as soon as it can be
     */
    CompletionStage<Count> add(String counter, long change, long max);

    /**
     * Leaves to the others what this engine has: its users are moving to other engines. When its part ends, what it has put, held and counted stays
     * for one more {@link #LEASE}, and is then over as that of an engine that was killed. Otherwise it is over at once. Idempotent.
     */
    void handOver();

    /**
     * Takes tokens of a bucket that all engines share. A bucket begins full and is forgotten when it is full again.
     *
     * @param bucket the bucket
     * @param wanted how many are wanted, 1 or more
     * @param burst how many it holds
     * @param interval the time after which there is one more, a millisecond at least
     * @return how many were taken, 0 to {@code wanted}, or empty if that is not known
     */
    CompletionStage<OptionalLong> take(String bucket, long wanted, long burst, Duration interval);

    /**
     * The entries of one engine in one table.
     *
     * @param version rises with each change of them
     * @param entries the values by key
     */
    record Slice(long version, Map<String, String> entries) {

        /** Copies the entries, with their order. */
        public Slice {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /**
     * A table as the other engines have it.
     *
     * @param engines all other engines that are alive
     * @param slices the entries of those that have some
     */
    record Snapshot(Set<String> engines, Map<String, Slice> slices) {

        /** Copies both, with their order. */
        public Snapshot {
            engines = Collections.unmodifiableSet(new LinkedHashSet<>(engines));
            slices = Collections.unmodifiableMap(new LinkedHashMap<>(slices));
        }
    }

    /**
     * The answer to a claim.
     *
     * @param outcome whether it is granted
     * @param owner who has it if that is another one, otherwise null
     * @param left how long that one still has it; zero if it is held, or not known
     */
    record Claim(Outcome outcome, @Nullable String owner, Duration left) {

        /** The claim is granted. */
        public static final Claim GRANTED = new Claim(Outcome.YES, null, Duration.ZERO);

        /** The shared state does not answer. */
        public static final Claim UNKNOWN = new Claim(Outcome.UNKNOWN, null, Duration.ZERO);
    }

    /**
     * The answer of a counter.
     *
     * @param outcome whether it was changed
     * @param sum the sum over all live engines; 0 if it is not known
     */
    record Count(Outcome outcome, long sum) {

        /** The shared state does not answer. */
        public static final Count UNKNOWN = new Count(Outcome.UNKNOWN, 0);
    }

    /** An answer. */
    enum Outcome {
        /** It is so. */
        YES,
        /** It is refused. */
        NO,
        /** The shared state does not answer. */
        UNKNOWN
    }
}
