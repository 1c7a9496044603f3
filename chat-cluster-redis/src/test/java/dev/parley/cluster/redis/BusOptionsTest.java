package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.redis.connection.BusSettings;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What both buses are told has the same defaults and bounds. */
@Tag("any-jdk")
final class BusOptionsTest {

    private final RedisStreamsOptions.Builder streams = RedisStreamsOptions.builder();
    private final RedisPubSubOptions.Builder pubSub = RedisPubSubOptions.builder();

    @Test
    void settings_unlessSaidOtherwise_areThose() {
        assertThat(BusSettings.DEFAULTS.servers()).hasToString("redis://localhost:6379");
        assertThat(BusSettings.DEFAULTS.maxMessageBytes()).isEqualTo(4_194_304);
        assertThat(BusSettings.DEFAULTS.maxWaiting()).isEqualTo(10_000);
        assertThat(BusSettings.DEFAULTS.maxWaitingBytes()).isEqualTo(8_388_608);
        assertThat(BusSettings.DEFAULTS.maxWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(streams.build().sessionConnections()).isEqualTo(4);
    }

    @Test
    void settings_atTheirBounds_areTaken() {
        for (int bytes : List.of(1_024, 536_870_912)) {
            streams.maxMessageBytes(bytes);
            pubSub.maxMessageBytes(bytes);
        }
        for (int messages : List.of(1, 1_000_000)) {
            streams.maxWaiting(messages);
            pubSub.maxWaiting(messages);
        }
        streams.maxWaitingBytes(1_024);
        pubSub.maxWaitingBytes(1_024);
        for (Duration wait : List.of(Duration.ofMillis(100), Duration.ofMinutes(10))) {
            streams.maxWait(wait);
            pubSub.maxWait(wait);
        }

        for (int connections : List.of(1, 64)) {
            assertThat(streams.sessionConnections(connections).build().sessionConnections())
                    .isEqualTo(connections);
        }
        assertThat(streams.build().bus())
                .isEqualTo(new BusSettings(
                        BusSettings.DEFAULTS.servers(), 536_870_912, 1_000_000, 1_024, Duration.ofMinutes(10)));
    }

    @Test
    void settings_beyondTheirBounds_areRefused() {
        List<ThrowingCallable> refused = List.of(
                () -> streams.maxMessageBytes(1_023),
                () -> pubSub.maxMessageBytes(536_870_913),
                () -> streams.maxWaiting(0),
                () -> pubSub.maxWaiting(1_000_001),
                () -> streams.maxWaitingBytes(1_023),
                () -> pubSub.maxWaitingBytes(1_023),
                () -> streams.maxWait(Duration.ofMillis(99)),
                () -> pubSub.maxWait(Duration.ofMinutes(10).plusMillis(1)),
                () -> streams.sessionConnections(0),
                () -> streams.sessionConnections(65),
                () -> streams.url("http://localhost"),
                () -> pubSub.url("redis://"));

        for (ThrowingCallable each : refused) {
            assertThatThrownBy(each).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
