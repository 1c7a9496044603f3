package dev.parley.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/** Writes results to {@code <folder>/<date>-<topic>/}. */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    /**
     * Writes {@code README.md}, {@code results.json} and a chart for each metric that has goals.
     *
     * @return the folder written to
     */
    public static Path write(Results results, Path folder, LocalDate date) throws IOException {
        Path target = Files.createDirectories(folder.resolve(date + "-" + results.topic()));
        StringBuilder text = new StringBuilder(MarkdownTable.of(results));
        text.append("\n## Charts\n\n");
        for (String scenario : results.scenarios().keySet()) {
            for (Metric metric : results.metricsOf(scenario)) {
                if (metric.isCharted()) {
                    String name = (scenario + "-" + metric.name())
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-') + ".svg";
                    Files.writeString(target.resolve(name), BarChart.of(results, scenario, metric));
                    text.append("![").append(scenario).append(' ').append(metric.title());
                    text.append("](").append(name).append(")\n");
                }
            }
        }
        Files.writeString(target.resolve("README.md"), text);
        JSON.writeValue(target.resolve("results.json").toFile(), results);
        return target;
    }

    /** The tables only. */
    public static String table(Results results) {
        return MarkdownTable.of(results);
    }
}
