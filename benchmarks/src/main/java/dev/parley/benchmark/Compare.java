package dev.parley.benchmark;

import dev.parley.benchmark.report.Metric;
import dev.parley.benchmark.report.Report;
import dev.parley.benchmark.report.Results;
import dev.parley.benchmark.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How does Parley compare with its peers? Runs scenarios against contestants, interleaved in rounds, and writes a table,
 * JSON and charts.
 */
public final class Compare {
    private static final Set<String> OPTIONS =
            Set.of("scenarios", "contestants", "rounds", "seconds", "warm-up", "topic", "out");
    private static final String ALL_SCENARIOS = Arrays.stream(Scenario.values())
            .filter(scenario -> scenario != Scenario.SMALL && !scenario.needsDatabase())
            .map(Enum::name)
            .collect(Collectors.joining(","));

    private final List<Scenario> scenarios;
    private final List<Contestant> contestants;
    private final Bench.Span span;
    private final List<Sample> samples = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Compare(List<Scenario> scenarios, List<Contestant> contestants, Bench.Span span) {
        this.scenarios = scenarios;
        this.contestants = new ArrayList<>(contestants);
        this.span = span;
    }

    public static void main(String[] args) throws IOException {
        Arguments arguments = new Arguments(args, OPTIONS);
        Bench.Span span = new Bench.Span(
                Duration.ofSeconds(arguments.number("warm-up", 8)), Duration.ofSeconds(arguments.number("seconds", 8)));
        List<Scenario> scenarios = arguments.list("scenarios", ALL_SCENARIOS).stream()
                .map(name -> Scenario.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        List<Contestant> contestants = arguments.list("contestants", Contestant.defaults()).stream()
                .map(Contestant::of)
                .toList();
        Map<String, String> facts = Machine.facts();
        facts.put(
                "a round",
                "warm-up of " + span.warmUp().toSeconds()
                        + " s of the server's CPU time and until its compilers are quiet, then "
                        + span.measured().toSeconds() + " s measured");
        Machine.pinSelf();
        Compare compare = new Compare(scenarios, contestants, span);
        for (int round = 1; round <= arguments.number("rounds", 3); round++) {
            compare.round(round);
        }
        facts.put("load average at end", Machine.loadAverage());
        Results results = compare.results(arguments.text("topic", "compare"), command(args), facts);
        System.out.println(Report.table(results));
        String out = arguments.text("out", Files.isDirectory(Path.of("benchmarks")) ? "benchmarks/results" : "results");
        if (!out.equals("none")) {
            Path folder = Report.write(results, Path.of(out), LocalDate.now(Clock.systemUTC()));
            System.out.println("written to " + folder);
        }
    }

    private static String command(String[] args) {
        return "java -cp benchmarks/target/benchmarks.jar " + Compare.class.getName() + " " + String.join(" ", args);
    }

    /** Runs every scenario once on every available contestant. */
    void round(int round) throws IOException {
        for (Contestant contestant : List.copyOf(contestants)) {
            String missing = contestant.missing();
            if (missing != null) {
                contestants.remove(contestant);
                remarks.add(contestant.title() + " was left out: " + missing);
            }
        }
        for (Scenario scenario : scenarios) {
            run(scenario, contestants.stream().filter(scenario::suits).toList(), round);
        }
    }

    private void run(Scenario scenario, List<Contestant> those, int round) throws IOException {
        Map<Contestant, Map<Metric, Double>> figures = scenario.run(those, span, (contestant, failure) -> {
            String remark =
                    scenario + " failed in round " + round + " on " + contestant.title() + ": " + failure.getMessage();
            remarks.add(remark);
            System.err.println(remark);
        });
        figures.forEach((contestant, values) -> {
            samples.add(new Sample(scenario.name(), contestant.id(), round, values));
            System.err.printf(Locale.ROOT, "%d %s %s %s%n", round, scenario, contestant.id(), values);
        });
    }

    Results results(String topic, String command, Map<String, String> facts) {
        Map<String, String> scenarioTitles = new LinkedHashMap<>();
        scenarios.forEach(scenario -> scenarioTitles.put(scenario.name(), scenario.title()));
        Map<String, String> contestantTitles = new LinkedHashMap<>();
        contestants.forEach(contestant -> contestantTitles.put(contestant.id(), contestant.title()));
        return new Results(topic, command, facts, scenarioTitles, contestantTitles, samples, remarks);
    }
}
