package dev.parley.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.simulation.SimulatedFault;
import dev.parley.testkit.simulation.Simulation;
import dev.parley.testkit.simulation.SimulationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Chats over several nodes with everything that can go wrong. {@code -Dparley.simulation.seeds=1000} runs more seeds than
 * a build does, {@code -Dparley.simulation.first=42} others.
 */
final class SimulationTest {

    private static final int SEEDS = Integer.getInteger("parley.simulation.seeds", 50);
    private static final long FIRST = Long.getLong("parley.simulation.first", 1);
    private static final int MOST_FAILURES = 3;

    @Test
    void chat_everythingGoesWrong_keepsItsPromises() {
        List<SimulationReport> wrong = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (long seed = FIRST; seed < FIRST + SEEDS && wrong.size() < MOST_FAILURES; seed++) {
            SimulationReport report = simulation(seed).run();
            report.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
            if (!report.violations().isEmpty()) {
                wrong.add(report);
            }
        }

        assertThat(wrong)
                .as("seeds %s to %s, %s", FIRST, FIRST + SEEDS - 1, counts)
                .isEmpty();
        if (SEEDS >= 50) {
            assertThat(counts)
                    .as("what happened")
                    .containsKeys("acknowledged again", "messages after a mute", "partitions", "pauses", "store errors")
                    .hasEntrySatisfying("deaths", deaths -> assertThat(deaths).isGreaterThan(SEEDS))
                    .hasEntrySatisfying("lost hints", lost -> assertThat(lost).isGreaterThan(SEEDS))
                    .hasEntrySatisfying("acknowledged", sent -> assertThat(sent).isGreaterThan(50 * SEEDS));
        }
    }

    /** Three nodes, or two. */
    private static Simulation simulation(long seed) {
        return Simulation.of(seed)
                .nodes(seed % 4 == 0 ? 2 : 3)
                .activity(Duration.ofSeconds(30))
                .build();
    }

    /** What a seed violates, with the lines that concern it; empty if nothing. */
    static String violations(long seed) {
        SimulationReport report = simulation(seed).run();
        return report.violations().isEmpty() ? "" : report.toString();
    }

    @Test
    void seed_runAgain_givesTheSameTranscript() {
        SimulationReport first = Simulation.of(5).build().run();
        SimulationReport second = Simulation.of(5).build().run();
        SimulationReport other = Simulation.of(6).build().run();

        assertThat(second.transcript()).hasSizeGreaterThan(1_000).isEqualTo(first.transcript());
        assertThat(other.transcript()).isNotEqualTo(first.transcript());
    }

    /** Another process has other identities, another salt of immutable collections and another schedule of its compiler. */
    @Test
    void seed_runInAnotherProcess_givesTheSameTranscript() throws IOException, InterruptedException {
        List<String> here = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            here.addAll(simulation(seed).run().transcript());
        }

        assertThat(elsewhere()).isEqualTo(String.join("\n", here) + "\n");
    }

    private static String elsewhere() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=0",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Elsewhere.class.getName(),
                        "1",
                        "3")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return text;
    }

    /** Prints the transcripts of seeds. */
    static final class Elsewhere {
        public static void main(String[] seeds) {
            StringBuilder text = new StringBuilder();
            for (long seed = Long.parseLong(seeds[0]); seed <= Long.parseLong(seeds[1]); seed++) {
                simulation(seed)
                        .run()
                        .transcript()
                        .forEach(line -> text.append(line).append('\n'));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }

    @Test
    void chat_nothingGoesWrong_refusesNothingButTheMuted() {
        SimulationReport report = Simulation.of(1)
                .faults(EnumSet.noneOf(SimulatedFault.class))
                .nodes(1)
                .build()
                .run()
                .check();

        assertThat(report.counts()).doesNotContainKeys("refused: STORE_UNAVAILABLE", "deaths", "lost hints");
    }
}
