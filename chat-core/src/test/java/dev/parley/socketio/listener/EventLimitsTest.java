package dev.parley.socketio.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.socketio.event.RateLimit;
import dev.parley.socketio.event.RateLimitException;
import dev.parley.socketio.event.Subscription;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EventLimitsTest {

    private final EventLimits limits = new EventLimits();
    private long now = Long.MAX_VALUE - 5_000_000_000L;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private boolean take(String event) {
        return limits.take(event, now) == null;
    }

    private int takeAll(String event) {
        int taken = 0;
        while (take(event)) {
            taken++;
        }
        return taken;
    }

    @Test
    void take_atOnce_givesAsManyAsTheLimit_thenOneForEachShare() {
        limits.add("move", RateLimit.of(10, Duration.ofSeconds(1)));

        assertThat(takeAll("move")).isEqualTo(10);
        pass(Duration.ofMillis(99));
        assertThat(take("move")).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(takeAll("move")).isEqualTo(1);
        pass(Duration.ofMillis(500));
        assertThat(takeAll("move")).isEqualTo(5);
        pass(Duration.ofHours(1));
        assertThat(takeAll("move")).isEqualTo(10);
    }

    @Test
    void take_refused_saysWhenAndWhat() {
        limits.add("move", RateLimit.of(2, Duration.ofSeconds(1)));
        takeAll("move");
        pass(Duration.ofMillis(100));

        RateLimitException refusal = Objects.requireNonNull(limits.take("move", now));

        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(400));
        assertThat(refusal).hasMessage("too many \"move\" events: at most 2 in 1000 ms");
        pass(refusal.retryAfter());
        assertThat(take("move")).isTrue();
    }

    @Test
    void take_ofSeveralLimits_needsAll_andCountsRefusedOnesForNone() {
        limits.add("move", RateLimit.of(2, Duration.ofSeconds(1)));
        Subscription all = limits.add(null, RateLimit.of(3, Duration.ofSeconds(1)));

        assertThat(takeAll("move")).isEqualTo(2);
        assertThat(takeAll("other")).isEqualTo(1);
        assertThat(Objects.requireNonNull(limits.take("other", now))).hasMessageStartingWith("too many events:");
        all.cancel();
        all.cancel();
        assertThat(take("other")).isTrue();
        assertThat(take("move")).isFalse();
    }

    @Test
    void take_eventWithoutALimit_isAlwaysAccepted() {
        limits.add("move", RateLimit.of(1, Duration.ofDays(1)));
        for (int i = 0; i < 100; i++) {
            assertThat(take("other")).isTrue();
        }
    }

    @Test
    void limit_longestAndShortestSpans_hold() {
        limits.add("a", RateLimit.of(1, Duration.ofSeconds(Long.MAX_VALUE)));
        limits.add("b", RateLimit.of(Integer.MAX_VALUE, Duration.ofNanos(1)));

        assertThat(takeAll("a")).isEqualTo(1);
        pass(Duration.ofDays(36_000));
        assertThat(take("a")).isFalse();
        pass(Duration.ofDays(500));
        assertThat(take("a")).isTrue();
        assertThat(take("b")).isTrue();
    }

    @Test
    void limit_outOfRange_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(0, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ofSeconds(-1)));
    }
}
