package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class StreamRateTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final StreamRate rate = new StreamRate("socket.io", 10_000, 0);

    @Test
    void read_tenSecondsAreKept_saysNothing() {
        assertThat(rate.read(1_000, SECOND)).isNull();
        assertThat(rate.read(2_000, 3 * SECOND)).isNull();
    }

    @Test
    void read_lessIsKept_saysSoUntilItIsMoreAgain() {
        assertThat(rate.read(5_000, SECOND / 2)).isNull();
        assertThat(rate.read(1, SECOND)).contains("socket.io", "10000", "raise maxLength");
        assertThat(rate.read(1_000, SECOND + SECOND / 2)).isNotNull();
        assertThat(rate.read(0, 2 * SECOND)).isNull();
    }
}
