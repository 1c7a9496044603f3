package dev.parley.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What it writes while memory stays short; what it does is in {@link MemoryBudgetTest}. */
final class EvictionTest implements MemoryHolders, MemoryHolder {

    private static final long LIMIT = 1_000_000;
    private static final String LINE = "memory is short: the largest holders gave up what they held";

    private final FailureLogTest.Lines lines = new FailureLogTest.Lines();
    private final Eviction eviction = new Eviction(LIMIT, lines);
    private long now = -1;

    @Override
    public void forEach(Consumer<MemoryHolder> visitor) {
        visitor.accept(this);
    }

    @Override
    public boolean run(Duration delay, Runnable task) {
        return true;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long heldBytes() {
        return LIMIT;
    }

    /** What it gives up is free only later. */
    @Override
    public void evict() {}

    private void run() {
        assertThat(eviction.run(List.of(this), LIMIT, LIMIT / 2, now)).isEqualTo(1);
    }

    @Test
    void run_againAndAgainWhileMemoryIsShort_isALineAMinute() {
        for (int round = 0; round < 1_200; round++) {
            run();
            now += Duration.ofMillis(50).toNanos() - 1;
        }
        assertThat(lines.at(Level.WARN)).containsExactly("used=1000000 holders=1 held=1000000 " + LINE);
        assertThat(lines.at(Level.DEBUG)).hasSize(1_199);

        now += 1_200;
        run();
        assertThat(lines.at(Level.WARN)).hasSize(2).last().asString().contains("others=1199");
    }

    /** Memory that is short every few seconds, and enough in between, is one kind all the same. */
    @Test
    void run_shortOnceMoreInTheSameMinute_writesNoSecondLine() {
        run();
        eviction.end();
        now += Duration.ofSeconds(30).toNanos();
        run();

        assertThat(lines.at(Level.WARN)).hasSize(1);
    }
}
