package dev.parley.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.parley.benchmark.load.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The records of a soak test, and whether the server remained stable. Not thread-safe. */
public final class SoakReport {
    /** Allowed growth from the first to the last quarter, as a share. */
    private static final double GROWTH = 0.10;

    private static final double P99_FACTOR = 2;
    private static final double MEGABYTE = 1 << 20;

    private final String command;
    private final Map<String, String> facts;
    private final long boundBytes;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable Count healthy;

    /**
     * Creates an empty report.
     *
     * @param command the command to reproduce it
     * @param facts machine, runtimes, commit, options
     * @param boundBytes the bound of the outbound queue of a slow client
     */
    public SoakReport(String command, Map<String, String> facts, long boundBytes) {
        this.command = command;
        this.facts = new LinkedHashMap<>(facts);
        this.boundBytes = boundBytes;
    }

    /** The part of the soak test that a line belongs to. */
    public enum Phase {
        WARMING_UP("warming up"),
        WITHOUT_SLOW("without the slow"),
        WITH_SLOW("with the slow"),
        AFTERWARDS("the slow gone");

        private final String title;

        Phase(String title) {
            this.title = title;
        }
    }

    /**
     * The server's resources.
     *
     * @param heap live heap in bytes
     * @param offHeap direct buffers in bytes
     * @param resident resident memory in bytes
     * @param threads threads
     * @param descriptors open file descriptors
     */
    public record Holding(long heap, long offHeap, long resident, long threads, long descriptors) {
        double megabytes() {
            return (heap + offHeap) / MEGABYTE;
        }
    }

    /**
     * One span.
     *
     * @param phase the phase
     * @param holding the server's resources at its end
     * @param p50 median latency of the healthy clients, ms
     * @param p99 99th percentile
     * @param p999 99.9th percentile
     * @param slow clients that did not read
     * @param closed how many of them the server closed
     */
    public record Line(Phase phase, Holding holding, double p50, double p99, double p999, int slow, int closed) {}

    public void add(Line line) {
        lines.add(line);
    }

    /** Records the deliveries to the healthy clients. */
    public void healthy(Count count) {
        healthy = count;
    }

    /** Whether all checks passed. */
    public boolean isGood() {
        return verdictList().stream().allMatch(Verdict::good);
    }

    /** The checks as a Markdown table. */
    public String verdicts() {
        StringBuilder text = new StringBuilder("| question | answer | |\n|---|---|---|\n");
        for (Verdict verdict : verdictList()) {
            text.append("| ").append(verdict.question).append(" | ").append(verdict.answer);
            text.append(" | ").append(verdict.good ? "yes" : "**no**").append(" |\n");
        }
        return text.toString();
    }

    /**
     * Writes {@code README.md} and {@code results.json}.
     *
     * @return the folder written to
     */
    public Path write(Path folder, LocalDate date) throws IOException {
        Path target = Files.createDirectories(folder.resolve(date + "-soak"));
        StringBuilder text = new StringBuilder("# soak\n\n    ").append(command).append("\n\n");
        facts.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append('\n')
                .append(verdicts())
                .append("\n| span | heap MB | off-heap MB | resident MB | threads | descriptors |");
        text.append(" p50 ms | p99 ms | p99.9 ms | not reading | of them closed |\n|---")
                .append("|---".repeat(10))
                .append("|\n");
        lines.forEach(line -> text.append(row(line)));
        Files.writeString(target.resolve("README.md"), text);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(target.resolve("results.json").toFile(), Map.of("facts", facts, "spans", lines));
        return target;
    }

    private static String row(Line line) {
        Holding holding = line.holding;
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %d | %d | %.1f | %.1f | %.1f | %d | %d |%n",
                line.phase.title,
                holding.heap / MEGABYTE,
                holding.offHeap / MEGABYTE,
                holding.resident / MEGABYTE,
                holding.threads,
                holding.descriptors,
                line.p50,
                line.p99,
                line.p999,
                line.slow,
                line.closed);
    }

    private record Verdict(String question, String answer, boolean good) {}

    private List<Verdict> verdictList() {
        List<Verdict> all = new ArrayList<>();
        Count count = healthy;
        all.add(new Verdict(
                "do the healthy miss nothing?",
                count == null
                        ? "not measured"
                        : String.format(Locale.ROOT, "%,d of %,d", count.delivered(), count.expected()),
                count != null && count.isClean()));
        all.add(flat("heap and off-heap flat, MB?", line -> line.holding.megabytes()));
        all.add(flat("threads flat?", line -> line.holding.threads));
        all.add(flat("file descriptors flat?", line -> line.holding.descriptors));
        all.add(cost());
        double without = median(Phase.WITHOUT_SLOW, line -> line.p99);
        double with = median(Phase.WITH_SLOW, line -> line.p99);
        all.add(new Verdict(
                "p99 of the healthy within twice its value without the slow, ms?",
                String.format(Locale.ROOT, "%.1f without, %.1f with", without, with),
                with <= P99_FACTOR * without));
        return all;
    }

    private Verdict flat(String question, ToDoubleFunction<Line> value) {
        List<Line> slow = of(Phase.WITH_SLOW);
        int quarter = Math.max(1, slow.size() / 4);
        double first = median(slow.subList(0, Math.min(quarter, slow.size())), value);
        double last = median(slow.subList(Math.max(0, slow.size() - quarter), slow.size()), value);
        String answer = String.format(Locale.ROOT, "%,.1f in the first quarter, %,.1f in the last", first, last);
        return new Verdict(question, answer, last <= first * (1 + GROWTH));
    }

    private Verdict cost() {
        double more = median(Phase.WITH_SLOW, line -> line.holding.megabytes())
                - median(Phase.WITHOUT_SLOW, line -> line.holding.megabytes());
        double each = more * MEGABYTE / Math.max(1, median(Phase.WITH_SLOW, line -> line.slow));
        return new Verdict(
                "does one that does not read cost at most its bound, bytes?",
                String.format(Locale.ROOT, "%,.0f of %,d", each, boundBytes),
                each <= boundBytes);
    }

    private List<Line> of(Phase phase) {
        return lines.stream().filter(line -> line.phase == phase).toList();
    }

    private double median(Phase phase, ToDoubleFunction<Line> value) {
        return median(of(phase), value);
    }

    private static double median(List<Line> some, ToDoubleFunction<Line> value) {
        return some.isEmpty()
                ? Double.NaN
                : Results.Spread.of(some.stream().map(value::applyAsDouble).toList())
                        .median();
    }
}
