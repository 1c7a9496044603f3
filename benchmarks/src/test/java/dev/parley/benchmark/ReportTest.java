package dev.parley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.benchmark.report.Metric;
import dev.parley.benchmark.report.Report;
import dev.parley.benchmark.report.Results;
import dev.parley.benchmark.report.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static Sample sample(String contestant, int round, double micros) {
        return new Sample("S1", contestant, round, Map.of(Metric.MICROS_PER_DELIVERY, micros));
    }

    private static Results results() {
        return results(
                sample("node", 1, 10),
                sample("node", 2, 12),
                sample("node", 3, 8),
                sample("parley", 1, 1),
                sample("parley", 2, 2),
                sample("parley", 3, 0.5));
    }

    private static Results results(Sample... samples) {
        return new Results(
                "topic",
                "command",
                Map.of("jdk", "17"),
                Map.of("S1", "one room"),
                Map.of("node", "Node", "parley", "Parley"),
                List.of(samples),
                List.of());
    }

    @Test
    void table_threeRounds_showsMedianRangeAndRatioToNode() {
        assertThat(Report.table(results())).contains("10.00 (8.00–12.00)").contains("1.00 (0.50–2.00) ×0.10");
    }

    @Test
    void table_threeRounds_judgesEachRoundByItsOwnNode() {
        assertThat(Report.table(results()))
                .contains("| S1 µs a delivery, Node's by ours | ≥ 8 | ≥ 15 | 10, 6, 16 | **missed** |");
    }

    @Test
    void table_goalThatNeedsNoPeer_isJudgedWithoutAnAim() {
        assertThat(Report.table(results(growth(1, 1.25), growth(2, 1.5))))
                .contains("| GROWTH dearest size by cheapest | ≤ 1.50 |  | 1.25, 1.50 | met |");
        assertThat(Report.table(results(growth(1, 1.25), growth(2, 1.51))))
                .contains("| GROWTH dearest size by cheapest | ≤ 1.50 |  | 1.25, 1.51 | **missed** |");
    }

    @Test
    void table_goalOfTomcat_isJudgedByTheJettyTransportOfItsRound() {
        assertThat(Report.table(results(
                        sample("parley", 1, 1),
                        sample("parley-tomcat", 1, 1.5),
                        sample("parley", 2, 3),
                        sample("parley-tomcat", 2, 3))))
                .contains("| S1 µs a delivery, in Tomcat, × the Jetty transport's | ≤ 1.50 |  | 1.50, 1 | met |");
        assertThat(Report.table(results(sample("parley", 1, 1), sample("parley-tomcat", 1, 1.51))))
                .contains("| ≤ 1.50 |  | 1.51 | **missed** |");
    }

    private static Sample growth(int round, double factor) {
        return new Sample("GROWTH", "parley", round, Map.of(Metric.GROWTH, factor));
    }

    @Test
    void write_results_leavesTableJsonAndCharts(@TempDir Path folder) throws IOException {
        Path written = Report.write(results(), folder, LocalDate.of(2026, 11, 21));

        assertThat(written).hasFileName("2026-11-21-topic");
        assertThat(written.resolve("README.md")).content().contains("](s1-micros-per-delivery.svg)");
        assertThat(written.resolve("results.json")).content().contains("\"MICROS_PER_DELIVERY\" : 0.5");
        assertThat(written.resolve("s1-micros-per-delivery.svg")).content().contains("Parley", "</svg>");
    }
}
