package dev.parley.benchmark.report;

import dev.parley.benchmark.report.Results.Spread;
import java.util.Locale;

/** Formats the results as Markdown. */
final class MarkdownTable {
    /** The contestant that ratios refer to. */
    private static final String BASE = "node";

    private MarkdownTable() {}

    static String of(Results results) {
        StringBuilder text = new StringBuilder(4_096);
        text.append("# ")
                .append(results.topic())
                .append("\n\n    ")
                .append(results.command())
                .append("\n\n");
        results.facts()
                .forEach((name, value) -> text.append("- ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
        results.remarks().forEach(remark -> text.append("- **").append(remark).append("**\n"));
        text.append(Goals.of(results));
        text.append("\nMedian of the rounds, their range in brackets, and × the median of ")
                .append(results.contestants().getOrDefault(BASE, "Node, which did not run"))
                .append(".\n");
        results.scenarios().forEach((id, title) -> scenario(results, id, title, text));
        return text.toString();
    }

    private static void scenario(Results results, String scenario, String title, StringBuilder text) {
        text.append("\n## ").append(scenario).append(": ").append(title).append("\n\n|");
        results.contestants().values().forEach(contestant -> text.append(" | ").append(contestant));
        text.append(" |\n|---")
                .append("|---".repeat(results.contestants().size()))
                .append("|\n");
        for (Metric metric : results.metricsOf(scenario)) {
            text.append("| ").append(metric.title());
            for (String contestant : results.contestants().keySet()) {
                text.append(" | ").append(cell(results, scenario, contestant, metric));
            }
            text.append(" |\n");
        }
    }

    private static String cell(Results results, String scenario, String contestant, Metric metric) {
        Spread spread = results.spread(scenario, contestant, metric);
        if (spread == null) {
            return "–";
        }
        String cell = number(spread.median(), metric);
        if (spread.least() < spread.most()) {
            cell += " (" + number(spread.least(), metric) + "–" + number(spread.most(), metric) + ")";
        }
        Spread base = results.spread(scenario, BASE, metric);
        if (base != null && base.median() > 0 && !contestant.equals(BASE)) {
            cell += String.format(Locale.ROOT, " ×%.2f", spread.median() / base.median());
        }
        return cell;
    }

    private static String number(double value, Metric metric) {
        return String.format(Locale.ROOT, "%,." + metric.decimals() + "f", value);
    }
}
