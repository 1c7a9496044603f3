package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.redis.OwnTurns.Turn;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a server carries out its own entries. */
@Tag("any-jdk")
final class OwnTurnsTest {

    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration ALMOST = PATIENCE.minusMillis(1);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ManualScheduler clock = new ManualScheduler();
    private final LongAdder early = new LongAdder();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final OwnTurns turns = new OwnTurns(new OwnTurns.Bounds(10, 1_000, PATIENCE), clock, early);

    private Turn add(int number) {
        return turns.add(number, true, 1, id -> done.add(number + "@" + id));
    }

    @Test
    void readBack_takesTheTurnWithItsId_andOthersKeepTheirPlace() {
        Turn one = add(1);
        Turn two = add(2);
        turns.written(one, "5-1");
        turns.written(two, "5-3");
        turns.readBack(1, "5-1");
        turns.other(() -> done.add("other"));
        turns.readBack(2, "5-3");

        assertThat(done).containsExactly("1@5-1", "other", "2@5-3");
        clock.advance(Duration.ofSeconds(10));
        assertThat(done).hasSize(3);
        assertThat(early.sum()).isZero();
    }

    @Test
    void add_noProgress_isDoneLocallyAndNotAgainWhenItIsReadBack() {
        Turn one = add(1);
        clock.advance(ALMOST);
        assertThat(done).isEmpty();
        clock.advance(MOMENT);
        assertThat(done).containsExactly("1@null");

        Turn two = add(2);
        clock.advance(Duration.ZERO);
        assertThat(done).containsExactly("1@null", "2@null");
        turns.written(one, "5-1");
        turns.readBack(1, "5-1");
        turns.written(two, "5-2");
        turns.readBack(2, "5-2");
        assertThat(done).hasSize(2);
        assertThat(early.sum()).isEqualTo(2);

        add(3);
        clock.advance(ALMOST);
        turns.readBack(3, "5-3");
        assertThat(done).endsWith("3@5-3");
    }

    @Test
    void isAhead_fromCarriedOutUntilWrittenOrFailed() {
        Turn one = add(1);
        Turn two = add(2);
        Turn three = add(3);
        turns.written(three, "5-3");
        assertThat(turns.isAhead()).isFalse();

        clock.advance(PATIENCE);
        assertThat(done).hasSize(3);
        assertThat(turns.isAhead()).isTrue();
        turns.written(one, "5-1");
        assertThat(turns.isAhead()).isTrue();
        turns.failed(two);
        assertThat(turns.isAhead()).isFalse();
    }

    @Test
    void add_muchIsReadAndWritten_waitsLongerThanThePatience() {
        List<Turn> all = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            all.add(add(i));
        }
        for (int i = 0; i < 5; i++) {
            clock.advance(ALMOST);
            turns.written(all.get(i), "5-" + (i + 1));
            turns.passed("4-" + i);
        }
        assertThat(done).isEmpty();

        turns.readBack(5, "5-5");

        assertThat(done).containsExactly("1@null", "2@null", "3@null", "4@null", "5@5-5");
    }

    @Test
    void add_othersAreReadButNothingIsWritten_isDoneLocally() {
        add(1);
        clock.advance(ALMOST);
        turns.passed("4-0");
        clock.advance(MOMENT);

        assertThat(done).containsExactly("1@null");
    }

    @Test
    void passed_writtenEntryWasNotAmongThoseRead_isDoneInItsPlace() {
        Turn one = add(1);
        turns.written(one, "5-1");
        turns.passed("5-0");
        assertThat(done).isEmpty();
        turns.passed("6-0");
        assertThat(done).containsExactly("1@null");

        Turn two = add(2);
        turns.written(two, "5-9");
        clock.advance(Duration.ZERO);
        assertThat(done).endsWith("2@null");
    }

    @Test
    void readBack_ofTheOneBeforeThatWhichIsNotSent_givesTheIdToOne() {
        add(1);
        turns.add(1, false, 1, id -> done.add("unsent@" + id));

        turns.readBack(1, "5-1");

        assertThat(done).containsExactly("1@5-1", "unsent@null");
    }

    @Test
    void failed_isDoneBehindThoseBeforeIt() {
        Turn one = add(1);
        Turn two = add(2);
        turns.failed(two);
        clock.advance(Duration.ZERO);
        assertThat(done).isEmpty();

        turns.written(one, "5-1");
        turns.readBack(1, "5-1");
        turns.passed("5-1");

        assertThat(done).containsExactly("1@5-1", "2@null");
    }

    @Test
    void add_moreThanMayWait_areDoneLocally() {
        for (int i = 1; i <= 10; i++) {
            add(i);
        }
        clock.advance(Duration.ZERO);
        assertThat(done).isEmpty();

        add(11);
        clock.advance(Duration.ZERO);

        assertThat(done).hasSize(11).startsWith("1@null").endsWith("11@null");
    }

    @Test
    void stalled_theStreamIsReadAndNothingWaitsToBeWritten_theNextOneWaitsAgain() {
        Turn one = add(1);
        clock.advance(PATIENCE);
        turns.failed(one);
        turns.passed("4-0");

        add(2);
        clock.advance(ALMOST);

        assertThat(done).containsExactly("1@null");
    }

    @Test
    void close_doesWhatWaits() {
        add(1);
        turns.close();
        assertThat(done).containsExactly("1@null");
        add(2);
        assertThat(done).containsExactly("1@null", "2@null");
    }

    @Test
    void turn_thatThrows_doesNotStopTheOthers() {
        turns.add(1, true, 1, id -> {
            throw new IllegalStateException("from a test");
        });
        add(2);

        turns.readBack(2, "5-2");

        assertThat(done).containsExactly("2@5-2");
    }

    @Test
    void add_moreBytesThanMayWait_areDoneLocally() {
        turns.add(1, true, 600, id -> done.add("1@" + id));
        clock.advance(Duration.ZERO);
        assertThat(done).isEmpty();

        turns.add(2, true, 401, id -> done.add("2@" + id));
        clock.advance(Duration.ZERO);

        assertThat(done).containsExactly("1@null", "2@null");
    }

    @Test
    void other_moreIsDueThanMayWait_theReaderWaits() throws Exception {
        turns.failed(add(1));
        AtomicInteger read = new AtomicInteger();
        // The clock is to carry out what failed, and what is read behind it.
        Thread reader = new Thread(() -> {
            for (int i = 0; i < 3 * OwnTurns.MAX_DUE; i++) {
                turns.other(() -> done.add("other"));
                read.incrementAndGet();
            }
        });
        reader.start();
        eventually(() -> reader.getState() == Thread.State.WAITING);
        assertThat(read).hasValue(OwnTurns.MAX_DUE - 1);

        eventually(() -> {
            clock.advance(Duration.ZERO);
            return !reader.isAlive();
        });
        clock.advance(Duration.ZERO);

        assertThat(done).hasSize(1 + 3 * OwnTurns.MAX_DUE).startsWith("1@null", "other");
    }

    @Test
    void close_whileTheReaderWaits_letsItGoOn() throws Exception {
        turns.failed(add(1));
        Thread reader = new Thread(() -> {
            for (int i = 0; i < OwnTurns.MAX_DUE; i++) {
                turns.other(() -> {});
            }
        });
        reader.start();
        eventually(() -> reader.getState() == Thread.State.WAITING);

        turns.close();

        reader.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(reader.isAlive()).isFalse();
    }
}
