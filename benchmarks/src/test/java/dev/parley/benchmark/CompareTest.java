package dev.parley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every contestant starts and loses nothing. How fast it is is not asked here. */
@Tag("any-jdk")
class CompareTest {
    private static final Bench.Span SHORT = new Bench.Span(Duration.ofMillis(500), Duration.ofSeconds(1));
    private static final Bench.Span SHORTEST = new Bench.Span(Duration.ofMillis(100), Duration.ofMillis(300));

    @ParameterizedTest
    @EnumSource(Contestant.class)
    void run_smallScenario_losesNothing(Contestant contestant) throws IOException {
        String missing = contestant.missing();
        boolean strict = "true".equals(System.getenv("CI"));
        assumeTrue(missing == null || strict, () -> contestant.title() + ": " + missing);
        assertThat(missing).isNull();

        var values = Scenario.SMALL.run(contestant, SHORT);

        assertThat(values.get(Metric.FAULTS)).isZero();
        assertThat(values.get(Metric.DELIVERIES_PER_SECOND)).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"PARLEY", "NODE"})
    void deflate_aFewMembers_losesNothing(Contestant contestant) throws IOException {
        assumeTrue(contestant.missing() == null);

        var values = Scenario.deflated(contestant, SHORT, 20);

        assertThat(values.get(Metric.FAULTS)).isZero();
        assertThat(values.get(Metric.BYTES_PER_DELIVERY)).isBetween(100.0, 600.0);
    }

    @Test
    void chat_fewRoomsOnSqlite_losesNothing() throws IOException {
        var values = Scenario.chat(Contestant.PARLEY, SHORT, "sqlite", FleetSpec.rooms(3, 4, 2), 5);

        assertThat(values.get(Metric.FAULTS)).isZero();
        assertThat(values.get(Metric.ACKNOWLEDGED_PER_SECOND)).isPositive();
    }

    @Test
    void joinStorm_ofAFewClientsOnSqlite_isAnsweredWithHistoryAndReadsTheStoreAFewTimes() throws IOException {
        var values = new JoinStorm("sqlite", 50, Duration.ofMillis(100), 0).run(Contestant.PARLEY, SHORT);

        assertThat(values.get(Metric.FAULTS)).isZero();
        assertThat(values.get(Metric.STORE_READS)).isBetween(1.0, 10.0);
        assertThat(values.get(Metric.ACK_P99)).isPositive();
    }

    @Test
    void growth_ofFewMembers_losesNothingWhileTheyChangeRooms() throws IOException {
        var values = ByTurns.growth(Contestant.PARLEY, SHORTEST, 100);

        assertThat(values.get(Metric.FAULTS)).isZero();
        assertThat(values.get(Metric.MICROS_IN_ROOMS_OF_10)).isPositive();
        assertThat(values.get(Metric.MICROS_IN_ROOMS_OF_100)).isPositive();
    }

    @Test
    void idle_aFewConnections_losesNothingAndNobody() throws IOException {
        var values = ByTurns.idle(Contestant.PARLEY, SHORTEST, 100, 1);

        assertThat(values.get(Metric.FAULTS)).isZero();
        assertThat(values.get(Metric.MICROS_ALONE)).isPositive();
        assertThat(values.get(Metric.MICROS_BESIDE_IDLE)).isPositive();
    }

    @Test
    void light_twoContestantsByTurns_losesNothing() throws IOException {
        var contestants = List.of(Contestant.PARLEY, Contestant.JETTY);

        var figures = new Light(FleetSpec.rooms(1, 20, 2), 100).run(contestants, SHORTEST, (contestant, failure) -> {
            throw new AssertionError(contestant.title(), failure);
        });

        assertThat(figures).containsOnlyKeys(contestants);
        assertThat(figures.values()).allSatisfy(values -> {
            assertThat(values.get(Metric.FAULTS)).isZero();
            assertThat(values.get(Metric.DELIVERIES_PER_SECOND)).isPositive();
            assertThat(values.get(Metric.WORST_P99)).isGreaterThanOrEqualTo(values.get(Metric.P99));
        });
    }
}
