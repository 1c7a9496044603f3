package dev.parley.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {

    private static final long LIMIT = 1_048_576;

    private final MemoryBudget budget = MemoryBudget.of(LIMIT);
    private final ManualScheduler clock = new ManualScheduler();
    private final List<Holder> holders = new ArrayList<>();

    /** Holds bytes of its own until it has to give them up; {@code frees} says how many it then really frees. */
    private final class Holder implements MemoryHolder {
        private long held;
        private final long frees;

        Holder(long held, long frees) {
            this.held = held;
            this.frees = frees;
            holders.add(this);
        }

        @Override
        public long heldBytes() {
            return held;
        }

        @Override
        public void evict() {
            held = 0;
            budget.remove(frees);
        }
    }

    private final class Server implements MemoryHolders {
        @Override
        public void forEach(Consumer<MemoryHolder> visitor) {
            holders.forEach(visitor);
        }

        @Override
        public boolean run(Duration delay, Runnable task) {
            clock.schedule(delay, task);
            return true;
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }
    }

    private void hold(long bytes) {
        new Holder(bytes, bytes);
        budget.add(bytes);
    }

    @Test
    void levels_beginOneByteBeyondTheirShare() {
        budget.add(LIMIT / 2);
        assertThat(budget.isTight()).isFalse();
        budget.remove(LIMIT / 2);
        budget.add(LIMIT / 2 + 1);
        assertThat(budget.isTight()).isTrue();
        budget.add(LIMIT / 2 - 1);
        assertThat(budget.used()).isEqualTo(LIMIT);
        assertThat(budget.isExhausted()).isFalse();
        budget.add(1);
        assertThat(budget.isExhausted()).isTrue();
        budget.remove(1);
        assertThat(budget.isExhausted()).isFalse();
        budget.remove(LIMIT);
        assertThat(budget.isTight()).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void tryAdd_atTheLimitAndBeyond_countsOrRefuses() {
        assertThat(budget.tryAdd(LIMIT)).isTrue();
        assertThat(budget.tryAdd(1)).isFalse();
        assertThat(budget.used()).isEqualTo(LIMIT);
        budget.remove(LIMIT);
        assertThat(budget.tryAdd(LIMIT + 1)).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aboveThreeQuarters_theLargestGiveUpUntilFiveEighthsAreLeft() {
        budget.attach(new Server());
        hold(300_000);
        hold(200_000);
        for (int i = 0; i < 28; i++) {
            hold(10_000);
        }
        clock.advance(Duration.ofMillis(1));
        assertThat(budget.evictions()).isZero();

        hold(10_000);
        clock.advance(Duration.ofMillis(1));

        assertThat(holders.get(0).held).isZero();
        assertThat(holders.stream().filter(holder -> holder.held > 0)).hasSize(30);
        assertThat(budget.evictions()).isEqualTo(1);
        assertThat(budget.used()).isEqualTo(490_000);
        assertThat(clock.pending()).isZero();
    }

    @Test
    void equalHolders_giveUpAsManyAsAreNeeded() {
        budget.attach(new Server());
        for (int i = 0; i < 100; i++) {
            hold(10_000);
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(budget.used()).isBetween(LIMIT / 8 * 5 - 10_000, LIMIT / 8 * 5);
        assertThat(clock.pending()).isZero();
    }

    /** A broadcast waits for many: one of them that gives it up frees nothing, all of them do. */
    @Test
    void holdersThatShare_giveUpMoreEachTime() {
        budget.attach(new Server());
        int sharers = 4_096;
        long shared = LIMIT;
        budget.add(shared);
        for (int i = 1; i < sharers; i++) {
            new Holder(shared, 0);
        }
        new Holder(shared, shared);

        clock.advance(Duration.ofSeconds(1));

        assertThat(budget.used()).isZero();
        assertThat(budget.evictions()).isEqualTo(sharers);
        assertThat(clock.pending()).isZero();
    }

    @Test
    void tinyHolders_areSpared() {
        budget.attach(new Server());
        new Holder(LIMIT / 32_768, 0);
        budget.add(LIMIT);

        clock.advance(Duration.ofMillis(200));

        assertThat(budget.evictions()).isZero();
        assertThat(budget.used()).isEqualTo(LIMIT);
        budget.remove(LIMIT);
        clock.advance(Duration.ofMillis(200));
        assertThat(clock.pending()).isZero();
    }

    @Test
    void reclaiming_ofAServerThatHasStopped_isTheOthers() {
        budget.attach(server(false));
        budget.attach(new Server());
        hold(LIMIT);
        clock.advance(Duration.ofSeconds(1));

        assertThat(budget.evictions()).isEqualTo(1);
        assertThat(budget.used()).isZero();
    }

    /** A server that runs nothing. */
    private static MemoryHolders server(boolean takesTasks) {
        return new MemoryHolders() {
            @Override
            public void forEach(Consumer<MemoryHolder> visitor) {}

            @Override
            public boolean run(Duration delay, Runnable task) {
                return takesTasks;
            }

            @Override
            public long nanoTime() {
                return 0;
            }
        };
    }

    @Test
    void detach_ofTheServerThatReclaims_leavesItToTheOther() {
        MemoryHolders ended = server(true);
        budget.attach(ended);
        budget.attach(new Server());
        hold(LIMIT);
        clock.advance(Duration.ofSeconds(1));
        assertThat(budget.evictions()).isZero();

        budget.detach(ended);
        clock.advance(Duration.ofSeconds(1));

        assertThat(budget.evictions()).isEqualTo(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void of_notPositive_isRefused() {
        assertThatThrownBy(() -> MemoryBudget.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(MemoryBudget.ofHeap().limit())
                .isEqualTo(Math.max(
                        MemoryBudget.MIN_DEFAULT_BYTES, Runtime.getRuntime().maxMemory() / MemoryBudget.HEAP_SHARE));
    }
}
