package dev.parley.benchmark.report;

import dev.parley.benchmark.load.Count;
import dev.parley.benchmark.load.HostileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results of a server under attack. Not thread-safe. */
public final class HostileReport {
    private static final double P99_FACTOR = 2;
    private static final double MEGABYTE = 1 << 20;
    private static final int LOG_LINES = 12;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final String command;
    private final Map<String, String> facts;
    private final List<Figures> windows = new ArrayList<>();
    private final List<List<Kind>> attacks = new ArrayList<>();
    private final List<Recovery> recoveries = new ArrayList<>();
    private final Map<String, Integer> logged = new LinkedHashMap<>();
    private int outOfMemory;
    private int exitValue;
    private @Nullable Count healthy;
    private long unanswered;
    private @Nullable String failure;

    /**
     * Creates an empty report.
     *
     * @param command the command to reproduce it
     * @param facts machine, runtimes, commit, options
     */
    public HostileReport(String command, Map<String, String> facts) {
        this.command = command;
        this.facts = new LinkedHashMap<>(facts);
    }

    /**
     * What the server reported.
     *
     * @param sockets connected sockets
     * @param waiting queued bytes, according to its memory budget
     * @param budget the budget
     * @param evictions connections closed because they held most, since it started
     * @param collectionMillis time of garbage collections since it started
     * @param gone disconnected sockets since it started, by reason
     */
    public record Holding(long sockets, long waiting, long budget, long evictions, long collectionMillis, String gone) {
        /** Parses the server's answer. */
        public static Holding parse(String[] words) {
            return new Holding(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    words[6]);
        }
    }

    /**
     * The latencies of the healthy clients in one window.
     *
     * @param attacked whether under attack
     * @param p50 median of broadcasts, ms
     * @param p99 99th percentile
     * @param ackP50 median of acknowledgements, ms
     * @param ackP99 99th percentile
     * @param load load average of the machine
     * @param holding what the server reported at the end
     */
    public record Figures(
            boolean attacked, double p50, double p99, double ackP50, double ackP99, String load, Holding holding) {}

    /**
     * The results of hostile clients of one kind.
     *
     * @param kind the kind
     * @param opened connections opened
     * @param entered how many succeeded in what they attempted
     * @param closed connections closed by the server
     * @param refused HTTP statuses other than 200, with their numbers
     */
    public record Kind(HostileKind kind, int opened, int entered, int closed, String refused) {
        /** Parses a line of the hostile process. */
        public static Kind parse(String line) {
            String[] words = line.split(" ", -1);
            return new Kind(
                    HostileKind.valueOf(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    words[5]);
        }
    }

    private record Recovery(double seconds, double gone, long heap, Holding holding) {}

    public void add(Figures figures) {
        windows.add(figures);
    }

    public void kinds(List<Kind> kinds) {
        attacks.add(List.copyOf(kinds));
    }

    /**
     * The state after an attack.
     *
     * @param seconds until latencies were back to normal
     * @param gone seconds until that and until the server had closed all hostile clients, or until the wait was given
     *     up
     * @param heap live heap after a collection
     * @param holding what else the server reported
     */
    public void recovered(double seconds, double gone, long heap, Holding holding) {
        recoveries.add(new Recovery(seconds, gone, heap, holding));
    }

    public void healthy(Count count, long withoutAnswer) {
        healthy = count;
        unanswered = withoutAnswer;
    }

    /** The run could not be completed. */
    public void failed(String why) {
        failure = why;
    }

    /** The server has ended. */
    public void ended(int exit, List<String> log) {
        exitValue = exit;
        for (String line : log) {
            if (line.contains("OutOfMemoryError")) {
                outOfMemory++;
            }
            if (line.contains("WARN") || line.contains("ERROR") || line.contains("Exception")) {
                String kind = NUMBER.matcher(line).replaceAll("n");
                logged.merge(kind.substring(0, Math.min(kind.length(), 160)), 1, Integer::sum);
            }
        }
    }

    /** Whether there was no memory exhaustion, no healthy client was harmed, and latencies did not double. */
    public boolean isGood() {
        return isUnharmed() && ratio(Figures::p99) <= P99_FACTOR && ratio(Figures::ackP99) <= P99_FACTOR;
    }

    /** The same, disregarding latencies. */
    public boolean isUnharmed() {
        return failure == null
                && outOfMemory == 0
                && exitValue == 0
                && healthy != null
                && healthy.isClean()
                && unanswered == 0;
    }

    private double ratio(ToDoubleFunction<Figures> value) {
        return median(true, value) / median(false, value);
    }

    private double median(boolean attacked, ToDoubleFunction<Figures> value) {
        List<Double> values = windows.stream()
                .filter(window -> window.attacked == attacked)
                .map(value::applyAsDouble)
                .toList();
        return values.isEmpty() ? Double.NaN : Results.Spread.of(values).median();
    }

    /** Writes {@code README.md}. */
    public Path write(Path folder, LocalDate date) throws IOException {
        Path target = Files.createDirectories(folder.resolve(date + "-hostile-memory"));
        Files.writeString(target.resolve("README.md"), text());
        return target;
    }

    /** The report as Markdown. */
    public String text() {
        StringBuilder text =
                new StringBuilder("# hostile memory\n\n    ").append(command).append("\n\n");
        facts.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("\n| question | answer |\n|---|---|\n");
        verdicts()
                .forEach((question, answer) -> text.append("| ")
                        .append(question)
                        .append(" | ")
                        .append(answer)
                        .append(" |\n"));
        text.append("\n| window | broadcast p50 ms | p99 ms | answer p50 ms | p99 ms | load average | sockets |")
                .append(" waiting MB of the budget | evicted so far | collecting so far, s |\n|---")
                .append("|---".repeat(9))
                .append("|\n");
        windows.forEach(window -> text.append(row(window)));
        text.append(
                        "\n| after attack | seconds until answers were fast | until the hostile were gone | live heap MB | sockets | waiting MB | sockets gone so far |\n|---")
                .append("|---".repeat(6))
                .append("|\n");
        for (int i = 0; i < recoveries.size(); i++) {
            text.append(row(i + 1, recoveries.get(i)));
        }
        text.append(
                        "\n| hostile clients, all attacks | connections | got as far as they wanted | closed by the server |")
                .append(" refused |\n|---|---|---|---|---|\n");
        Arrays.stream(HostileKind.values()).forEach(kind -> text.append(row(kind)));
        text.append("\nLines of the server's log from WARN on, numbers left out:\n\n");
        logged.entrySet().stream()
                .limit(LOG_LINES)
                .forEach(line -> text.append("- ")
                        .append(line.getValue())
                        .append(" × `")
                        .append(line.getKey())
                        .append("`\n"));
        return text.toString();
    }

    private Map<String, String> verdicts() {
        Map<String, String> all = new LinkedHashMap<>();
        Count count = healthy;
        all.put("did the run end as it should?", failure == null ? "yes" : "**no**: " + failure);
        all.put("out-of-memory errors in the log; exit value of the server", outOfMemory + "; " + exitValue);
        all.put(
                "deliveries to the healthy, of those expected; out of order; healthy clients lost; answers missing",
                count == null
                        ? "not measured"
                        : String.format(
                                Locale.ROOT,
                                "%,d of %,d; %d; %d; %d",
                                count.delivered(),
                                count.expected(),
                                count.disorder(),
                                count.gone(),
                                unanswered));
        all.put("p99 of broadcasts, medians of the windows, calm and under attack", compared(Figures::p99));
        all.put("p99 of answers", compared(Figures::ackP99));
        all.put("p50 of broadcasts", compared(Figures::p50));
        all.put("p50 of answers", compared(Figures::ackP50));
        return all;
    }

    private String compared(ToDoubleFunction<Figures> value) {
        return String.format(
                Locale.ROOT, "%.1f ms and %.1f ms: × %.2f", median(false, value), median(true, value), ratio(value));
    }

    private static String row(Figures window) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %s | %,d | %.1f of %.1f | %,d | %.1f |%n",
                window.attacked ? "under attack" : "calm",
                window.p50,
                window.p99,
                window.ackP50,
                window.ackP99,
                window.load,
                window.holding.sockets,
                window.holding.waiting / MEGABYTE,
                window.holding.budget / MEGABYTE,
                window.holding.evictions,
                window.holding.collectionMillis / 1e3);
    }

    private static String row(int number, Recovery recovery) {
        return String.format(
                Locale.ROOT,
                "| %d | %.0f | %.0f | %.1f | %,d | %.1f | %s |%n",
                number,
                recovery.seconds,
                recovery.gone,
                recovery.heap / MEGABYTE,
                recovery.holding.sockets,
                recovery.holding.waiting / MEGABYTE,
                recovery.holding.gone);
    }

    /** The connections opened by hostile clients of one kind, in all attacks. */
    public int opened(HostileKind kind) {
        return of(kind).stream().mapToInt(Kind::opened).sum();
    }

    /** How many of them succeeded in what they attempted. */
    public int entered(HostileKind kind) {
        return of(kind).stream().mapToInt(Kind::entered).sum();
    }

    private List<Kind> of(HostileKind kind) {
        return attacks.stream()
                .flatMap(List::stream)
                .filter(one -> one.kind == kind)
                .toList();
    }

    private String row(HostileKind kind) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %s |%n",
                kind.title(),
                opened(kind),
                entered(kind),
                of(kind).stream().mapToInt(Kind::closed).sum(),
                of(kind).stream().map(Kind::refused).collect(Collectors.joining(" ")));
    }
}
