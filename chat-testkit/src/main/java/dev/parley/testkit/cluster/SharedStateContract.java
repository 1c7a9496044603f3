package dev.parley.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.cluster.SharedState.Claim;
import dev.parley.chat.cluster.SharedState.Count;
import dev.parley.chat.cluster.SharedState.Outcome;
import dev.parley.chat.cluster.SharedState.Slice;
import dev.parley.chat.cluster.SharedState.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What engines share, and for how long: tests for implementations of {@link SharedState}. */
public interface SharedStateContract {

    /** Engines of one chat, and what can happen to them. Closed by the test class that made it. */
    interface Engines {

        /**
         * Starts an engine's part, and waits until its lease has begun.
         *
         * @param peer the engine
         * @return its part
         */
        ChatCluster start(ChatPeer peer);

        /**
         * Ends an engine's part without its knowing: as if its process were killed.
         *
         * @param engine its part
         */
        void kill(ChatCluster engine);

        /**
         * Keeps an engine from what is shared, until {@link #resume}.
         *
         * @param engine its part
         */
        void suspend(ChatCluster engine);

        /**
         * Ends what {@link #suspend} began.
         *
         * @param engine its part
         */
        void resume(ChatCluster engine);

        /** Makes the shared state go away, without losing what it has. */
        void cut();

        /** Makes it come back. */
        void mend();

        /** Makes it lose everything; it may be away for a moment. */
        void lose();

        /**
         * Lets time pass until a condition holds, which is checked often; fails if it does not within two leases.
         *
         * @param condition the condition
         */
        void until(BooleanSupplier condition);
    }

    /**
     * Returns the engines of this test.
     *
     * @return the same at each call within a test
     */
    Engines engines();

    /** An engine that notes what it hears. */
    final class Listening implements ChatPeer {
        private final List<Hint.Changed> changes = new CopyOnWriteArrayList<>();
        private volatile Set<String> others = Set.of();

        /** For tests. */
        public Listening() {}

        @Override
        public void onHint(Hint hint) {
            if (hint instanceof Hint.Changed changed) {
                changes.add(changed);
            }
        }

        @Override
        public void onGap() {
            // Entries are in the shared state.
        }

        @Override
        public void onEngines(Set<String> engines, boolean anew) {
            others = engines;
        }
    }

    /** The answer, which comes in time. */
    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException failure) {
            throw new AssertionError("no answer", failure);
        }
    }

    private static Map<String, String> found(SharedState state, String table, String key) {
        Optional<Map<String, String>> found = get(state.find(table, key));
        return found.orElse(Map.of("unknown", "unknown"));
    }

    private SharedState start(Listening peer) {
        return engines().start(peer).shared();
    }

    private void awaitFound(SharedState state, String table, String key, String... values) {
        engines().until(() -> List.copyOf(found(state, table, key).values()).equals(List.of(values)));
    }

    @Test
    default void put_isSeenByOthersAndNotByItself() {
        SharedState one = start(new Listening());
        SharedState two = start(new Listening());

        one.put("room", "alice", "Alice ☕");

        awaitFound(two, "room", "alice", "Alice ☕");
        assertThat(found(one, "room", "alice")).isEmpty();
        assertThat(found(two, "room", "bob")).isEmpty();
        assertThat(found(two, "other", "alice")).isEmpty();
        Snapshot table = get(two.read("room")).orElseThrow();
        assertThat(table.engines()).hasSize(1).isEqualTo(table.slices().keySet());
        assertThat(table.slices().values())
                .singleElement()
                .satisfies(slice -> assertThat(slice.entries()).containsExactly(Map.entry("alice", "Alice ☕")));
        assertThat(get(one.read("room")).orElseThrow().slices()).isEmpty();
    }

    @Test
    default void put_byTwoEngines_bothAreFound() {
        SharedState one = start(new Listening());
        SharedState two = start(new Listening());
        SharedState three = start(new Listening());

        one.put("room", "alice", "1");
        two.put("room", "alice", "2");

        engines().until(() -> found(three, "room", "alice").size() == 2);
        assertThat(found(three, "room", "alice").values()).containsExactlyInAnyOrder("1", "2");
        one.remove("room", "alice", "left");
        awaitFound(three, "room", "alice", "2");
    }

    @Test
    default void changes_areHintedWithVersionsThatFollowEachOther() {
        SharedState one = start(new Listening());
        Listening peer = new Listening();
        SharedState two = start(peer);

        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            keys.add("user" + i);
            one.put("room", "user" + i, "v" + i);
        }
        engines().until(() -> peer.changes.size() == 50);
        one.remove("room", "user7", "kicked");
        engines().until(() -> peer.changes.size() == 51);

        long version = 0;
        for (Hint.Changed change : peer.changes) {
            assertThat(change.table()).isEqualTo("room");
            assertThat(change.previous()).isEqualTo(version);
            assertThat(change.version()).isGreaterThan(version);
            version = change.version();
        }
        assertThat(peer.changes.stream().limit(50).map(Hint.Changed::key)).containsExactlyInAnyOrderElementsOf(keys);
        Hint.Changed last = peer.changes.get(50);
        assertThat(last.value()).isNull();
        assertThat(last.note()).isEqualTo("kicked");
        assertThat(get(two.versions(List.of("room", "none"))).orElseThrow())
                .isEqualTo(Map.of("room", Map.of(last.engine(), version)));
        Slice slice = Objects.requireNonNull(
                get(two.read("room")).orElseThrow().slices().get(last.engine()));
        assertThat(slice.version()).isEqualTo(version);
        assertThat(slice.entries()).hasSize(49).doesNotContainKey("user7");
    }

    @Test
    default void table_emptiedAndFilledAgain_beginsAnew() {
        SharedState one = start(new Listening());
        Listening peer = new Listening();
        SharedState two = start(peer);
        one.put("room", "alice", "1");
        engines().until(() -> peer.changes.size() == 1);
        one.remove("room", "alice", "left");
        engines().until(() -> peer.changes.size() == 2);
        assertThat(get(two.versions(List.of("room"))).orElseThrow()).isEmpty();

        one.put("room", "alice", "2");

        engines().until(() -> peer.changes.size() == 3);
        assertThat(peer.changes.get(2).previous()).isZero();
        assertThat(peer.changes.get(2).version())
                .isGreaterThan(peer.changes.get(1).version());
    }

    @Test
    default void engine_killed_isOverWithItsLease() {
        Listening peer = new Listening();
        SharedState one = start(peer);
        ChatCluster two = engines().start(new Listening());
        two.shared().put("room", "alice", "1");
        awaitFound(one, "room", "alice", "1");
        engines().until(() -> peer.others.size() == 1);

        engines().kill(two);

        engines().until(() -> peer.others.isEmpty());
        assertThat(found(one, "room", "alice")).isEmpty();
        assertThat(get(one.read("room")).orElseThrow()).isEqualTo(new Snapshot(Set.of(), Map.of()));
        assertThat(get(one.versions(List.of("room"))).orElseThrow()).isEmpty();
    }

    @Test
    default void engine_closed_isOverAtOnce() {
        SharedState one = start(new Listening());
        ChatCluster two = engines().start(new Listening());
        two.shared().put("room", "alice", "1");
        assertThat(get(two.shared().hold("name", "alice")).outcome()).isEqualTo(Outcome.YES);
        awaitFound(one, "room", "alice", "1");

        two.close();

        awaitFound(one, "room", "alice");
        assertThat(get(one.hold("name", "bob")).outcome()).isEqualTo(Outcome.YES);
    }

    @Test
    default void engine_closedAfterHandingOver_isOverWithItsLease() {
        Listening peer = new Listening();
        SharedState one = start(peer);
        ChatCluster two = engines().start(new Listening());
        two.shared().put("room", "alice", "1");
        two.shared().put("room", "carol", "1");
        assertThat(get(two.shared().hold("name", "alice")).outcome()).isEqualTo(Outcome.YES);
        assertThat(get(two.shared().add("connections", 3, 10)).sum()).isEqualTo(3);
        awaitFound(one, "room", "carol", "1");
        engines().until(() -> peer.others.size() == 1);

        two.shared().handOver();
        // What was changed last is not lost.
        two.shared().put("room", "alice", "2");
        two.shared().remove("room", "carol", "left");
        var unused = two.shared().add("connections", -1, 10);
        two.close();

        assertThat(found(one, "room", "alice").values()).containsExactly("2");
        assertThat(found(one, "room", "carol")).isEmpty();
        assertThat(get(one.hold("name", "bob")).owner()).isEqualTo("alice");
        assertThat(get(one.add("connections", 0, 10)).sum()).isEqualTo(2);
        engines().until(() -> peer.others.isEmpty());
        assertThat(get(one.read("room")).orElseThrow()).isEqualTo(new Snapshot(Set.of(), Map.of()));
        assertThat(get(one.hold("name", "bob"))).isEqualTo(Claim.GRANTED);
        assertThat(get(one.add("connections", 0, 10)).sum()).isZero();
    }

    /** Whoever cleans up behind a lease that is over must not remove what came under the next one. */
    @Test
    default void engine_backAfterItsLease_hasAllUnderAnotherName() {
        Listening peer = new Listening();
        SharedState one = start(peer);
        ChatCluster two = engines().start(new Listening());
        two.shared().put("room", "alice", "1");
        get(two.shared().hold("name", "alice"));
        get(two.shared().add("connections", 3, 10));
        awaitFound(one, "room", "alice", "1");
        Set<String> before = found(one, "room", "alice").keySet();
        engines().until(() -> peer.others.size() == 1);
        engines().suspend(two);
        engines().until(() -> peer.others.isEmpty());
        assertThat(found(one, "room", "alice")).isEmpty();

        engines().resume(two);

        awaitFound(one, "room", "alice", "1");
        assertThat(found(one, "room", "alice")).doesNotContainKeys(before.toArray(new String[0]));
        engines().until(() -> get(one.hold("name", "bob")).outcome() == Outcome.NO);
        assertThat(get(one.add("connections", 0, 10)).sum()).isEqualTo(3);
    }

    @Test
    default void claim_hasOneOwnerUntilItIsOver() {
        SharedState one = start(new Listening());
        SharedState two = start(new Listening());
        Duration time = Duration.ofMillis(400);

        assertThat(get(one.claim("turn", "alice", time))).isEqualTo(Claim.GRANTED);

        Claim refused = get(two.claim("turn", "bob", time));
        assertThat(refused.outcome()).isEqualTo(Outcome.NO);
        assertThat(refused.owner()).isEqualTo("alice");
        assertThat(refused.left()).isPositive().isLessThanOrEqualTo(time);
        assertThat(get(two.claim("turn", "alice", time))).isEqualTo(Claim.GRANTED);
        assertThat(get(two.claim("another", "bob", time))).isEqualTo(Claim.GRANTED);
        engines().until(() -> get(two.claim("turn", "bob", time)).outcome() == Outcome.YES);
    }

    @Test
    default void claim_released_isFree() {
        SharedState one = start(new Listening());
        SharedState two = start(new Listening());
        get(one.claim("turn", "alice", Duration.ofMinutes(1)));

        two.release("turn", "bob");
        assertThat(get(two.claim("turn", "bob", Duration.ofMinutes(1))).outcome())
                .isEqualTo(Outcome.NO);
        one.release("turn", "alice");

        engines()
                .until(() ->
                        get(two.claim("turn", "bob", Duration.ofMinutes(1))).outcome() == Outcome.YES);
    }

    @Test
    default void hold_lastsAsLongAsOneOfItsEngines() {
        SharedState one = start(new Listening());
        ChatCluster two = engines().start(new Listening());
        ChatCluster three = engines().start(new Listening());
        assertThat(get(two.shared().hold("name", "alice"))).isEqualTo(Claim.GRANTED);
        assertThat(get(three.shared().hold("name", "alice"))).isEqualTo(Claim.GRANTED);

        Claim refused = get(one.hold("name", "bob"));
        assertThat(refused.outcome()).isEqualTo(Outcome.NO);
        assertThat(refused.owner()).isEqualTo("alice");
        three.shared().release("name", "alice");
        assertThat(get(one.hold("name", "bob")).outcome()).isEqualTo(Outcome.NO);
        engines().kill(two);

        engines().until(() -> get(one.hold("name", "bob")).outcome() == Outcome.YES);
        assertThat(get(three.shared().hold("name", "alice")).owner()).isEqualTo("bob");
    }

    @Test
    default void count_isTheSumOverLiveEngines() {
        SharedState one = start(new Listening());
        ChatCluster two = engines().start(new Listening());
        assertThat(get(one.add("connections", 2, 3))).isEqualTo(new Count(Outcome.YES, 2));
        assertThat(get(two.shared().add("connections", 1, 3))).isEqualTo(new Count(Outcome.YES, 3));

        assertThat(get(one.add("connections", 1, 3))).isEqualTo(new Count(Outcome.NO, 3));
        assertThat(get(one.add("connections", -1, 3))).isEqualTo(new Count(Outcome.YES, 2));
        assertThat(get(two.shared().add("connections", 1, 3))).isEqualTo(new Count(Outcome.YES, 3));
        assertThat(get(one.add("connections", -5, 3)).sum()).isEqualTo(2);
        engines().kill(two);

        engines().until(() -> get(one.add("connections", 0, 3)).sum() == 0);
    }

    @Test
    default void tokens_areSharedAndComeAgain() {
        SharedState one = start(new Listening());
        SharedState two = start(new Listening());
        Duration interval = Duration.ofHours(1);

        assertThat(get(one.take("alice", 5, 8, interval))).isEqualTo(OptionalLong.of(5));
        assertThat(get(two.take("alice", 5, 8, interval))).isEqualTo(OptionalLong.of(3));
        assertThat(get(one.take("alice", 1, 8, interval))).isEqualTo(OptionalLong.of(0));
        assertThat(get(one.take("bob", 1, 8, interval))).isEqualTo(OptionalLong.of(1));

        assertThat(get(one.take("carol", 2, 2, Duration.ofMillis(100)))).isEqualTo(OptionalLong.of(2));
        engines()
                .until(() ->
                        get(two.take("carol", 1, 2, Duration.ofMillis(100))).getAsLong() == 1);
    }

    @Test
    default void away_answersAreUnknown_andWhatWasPutIsThereAfterwards() {
        SharedState one = start(new Listening());
        SharedState two = start(new Listening());
        one.put("room", "alice", "1");
        one.put("room", "bob", "1");
        awaitFound(two, "room", "bob", "1");

        engines().cut();
        engines().until(() -> !one.available() && !two.available());
        one.put("room", "carol", "1");
        one.put("room", "alice", "2");
        one.remove("room", "bob", "left");
        assertThat(get(two.find("room", "alice"))).isEmpty();
        assertThat(get(two.read("room"))).isEmpty();
        assertThat(get(two.versions(List.of("room")))).isEmpty();
        assertThat(get(two.claim("turn", "alice", Duration.ofSeconds(1)))).isEqualTo(Claim.UNKNOWN);
        assertThat(get(two.hold("name", "alice"))).isEqualTo(Claim.UNKNOWN);
        assertThat(get(two.add("connections", 1, 3))).isEqualTo(Count.UNKNOWN);
        assertThat(get(two.take("alice", 1, 3, Duration.ofSeconds(1)))).isEmpty();

        engines().mend();

        awaitFound(two, "room", "carol", "1");
        awaitFound(two, "room", "alice", "2");
        awaitFound(two, "room", "bob");
        engines().until(() -> get(one.hold("name", "bob")).outcome() == Outcome.NO);
        engines().until(() -> get(one.add("connections", 0, 3)).equals(new Count(Outcome.YES, 1)));
        assertThat(one.available()).isTrue();
    }

    @Test
    default void lost_allOfWhatLives_isThereAgain() {
        Listening peer = new Listening();
        SharedState one = start(peer);
        SharedState two = start(new Listening());
        two.put("room", "alice", "1");
        get(two.add("connections", 2, 3));
        awaitFound(one, "room", "alice", "1");

        engines().lose();

        awaitFound(one, "room", "alice", "1");
        engines().until(() -> get(one.add("connections", 0, 3)).equals(new Count(Outcome.YES, 2)));
        engines().until(() -> peer.others.size() == 1);
    }
}
