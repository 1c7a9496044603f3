package dev.parley.example.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.example.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class RequestLimitsTest {

    private final ManualClock clock = new ManualClock();

    @Test
    void admits_upToTheLimit_andAgainAfterAMinute() {
        RequestLimits limits = new RequestLimits(2, clock);

        assertThat(limits.admits("a")).isTrue();
        assertThat(limits.admits("a")).isTrue();
        assertThat(limits.admits("a")).isFalse();
        assertThat(limits.admits("b")).isTrue();
        clock.advance(Duration.ofMillis(59_999));
        assertThat(limits.admits("a")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(limits.admits("a")).isTrue();
    }

    @Test
    void admits_moreAddressesThanAreRemembered_forgetsTheLongestSilent() {
        RequestLimits limits = new RequestLimits(1, clock);
        assertThat(limits.admits("first")).isTrue();
        assertThat(limits.admits("second")).isTrue();
        for (int address = 2; address < RequestLimits.MAX_KEYS; address++) {
            limits.admits("address " + address);
        }
        assertThat(limits.admits("first"))
                .as("still remembered, and heard of again")
                .isFalse();

        limits.admits("one more");

        assertThat(limits.admits("first")).isFalse();
        assertThat(limits.admits("second")).as("forgotten").isTrue();
    }

    @Test
    void takeBack_ofOneAdmitted_admitsAnother() {
        RequestLimits limits = new RequestLimits(1, clock);
        assertThat(limits.admits("a")).isTrue();

        limits.takeBack("a");
        limits.takeBack("unknown");

        assertThat(limits.admits("a")).isTrue();
        assertThat(limits.admits("a")).isFalse();
    }

    @Test
    void create_noRequestsAllowed_refuses() {
        assertThatThrownBy(() -> new RequestLimits(0, clock)).isInstanceOf(IllegalArgumentException.class);
    }
}
