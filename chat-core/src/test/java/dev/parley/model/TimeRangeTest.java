package dev.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TimeRangeTest {

    private static final Instant NOON = Instant.parse("2025-06-12T12:00:00Z");

    @Test
    void contains_bounds_areHalfOpen() {
        TimeRange range = TimeRange.of(NOON, NOON.plusMillis(2));

        assertThat(range.contains(NOON.minusMillis(1))).isFalse();
        assertThat(range.contains(NOON)).isTrue();
        assertThat(range.contains(NOON.plusMillis(1))).isTrue();
        assertThat(range.contains(NOON.plusMillis(2))).isFalse();
        assertThat(TimeRange.ALL.contains(Instant.MIN)).isTrue();
    }

    @Test
    void constructor_nanos_areRoundedUp() {
        assertThat(TimeRange.of(NOON.plusNanos(1), NOON.plusNanos(1_000_001)))
                .isEqualTo(TimeRange.of(NOON.plusMillis(1), NOON.plusMillis(2)));
    }

    @Test
    void constructor_extremes_areBroughtWithinStoredTimes() {
        TimeRange ever = TimeRange.of(Instant.MIN, Instant.MAX);

        assertThat(ever.from()).isEqualTo(Times.MIN);
        assertThat(ever.to()).isEqualTo(Times.MAX.plusMillis(1));
        assertThat(ever.contains(Times.MAX)).isTrue();
    }
}
