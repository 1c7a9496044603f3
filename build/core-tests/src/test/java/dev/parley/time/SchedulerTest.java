package dev.parley.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spans of any length: what is longer than anybody lives is as good as {@link Scheduler#LONGEST}. */
final class SchedulerTest {

    private static final Duration BEYOND = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration BEFORE = Duration.ofSeconds(Long.MIN_VALUE);

    @Test
    void nanos_anySpan_isBounded() {
        long longest = Scheduler.LONGEST.toNanos();

        assertThat(Scheduler.nanos(Duration.ofNanos(5))).isEqualTo(5);
        assertThat(Scheduler.nanos(Scheduler.LONGEST.minusNanos(1))).isEqualTo(longest - 1);
        assertThat(Scheduler.nanos(Scheduler.LONGEST)).isEqualTo(longest);
        assertThat(Scheduler.nanos(Scheduler.LONGEST.plusNanos(1))).isEqualTo(longest);
        assertThat(Scheduler.nanos(BEYOND)).isEqualTo(longest);
        assertThat(Scheduler.nanos(BEFORE)).isEqualTo(-longest);
        assertThat(Scheduler.millis(BEYOND)).isEqualTo(Scheduler.LONGEST.toMillis());
        assertThat(Scheduler.bounded(BEYOND)).isEqualTo(Scheduler.LONGEST);
        assertThat(Scheduler.bounded(Duration.ofMillis(7))).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void schedule_beyondTheTimer_waits() {
        try (SystemScheduler system = new SystemScheduler("test")) {
            for (Scheduler scheduler : List.of(system, new ManualScheduler())) {
                for (Duration delay : List.of(Duration.ofDays(400 * 365L), BEYOND)) {
                    scheduler.schedule(delay, () -> {}).cancel();
                }
            }
        }
        ManualScheduler manual = new ManualScheduler();
        int[] runs = {0};
        manual.schedule(BEYOND, () -> runs[0]++);
        manual.schedule(BEFORE, () -> runs[0] += 10);
        manual.advance(Duration.ZERO);
        assertThat(runs[0]).isEqualTo(10);
        manual.advance(Duration.ofDays(365));
        assertThat(runs[0]).isEqualTo(10);
        manual.advance(BEYOND);
        assertThat(runs[0]).isEqualTo(11);
    }
}
