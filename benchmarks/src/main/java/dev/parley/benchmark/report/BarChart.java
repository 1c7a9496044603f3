package dev.parley.benchmark.report;

import dev.parley.benchmark.report.Results.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An SVG bar chart of one metric of one scenario, with the range of the rounds as a thin line. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int LABEL_WIDTH = 260;
    private static final int NUMBER_WIDTH = 110;
    private static final int BAR_HEIGHT = 20;
    private static final int ROW_HEIGHT = 32;
    private static final int TOP = 48;
    private static final List<String> COLOURS = List.of("#1f6f8b", "#99a8b2", "#b9a88f", "#a89bb9", "#9fb99b");

    private BarChart() {}

    static String of(Results results, String scenario, Metric metric) {
        List<Bar> bars = new ArrayList<>();
        double most = 0;
        int colour = 0;
        for (Map.Entry<String, String> contestant : results.contestants().entrySet()) {
            Spread spread = results.spread(scenario, contestant.getKey(), metric);
            if (spread != null) {
                bars.add(new Bar(contestant.getValue(), spread, COLOURS.get(colour % COLOURS.size())));
                most = Math.max(most, spread.most());
            }
            colour++;
        }
        StringBuilder svg = new StringBuilder(2_048);
        svg.append(head(TOP + bars.size() * ROW_HEIGHT + 12, scenario + ": " + metric.title()));
        double scale = (WIDTH - LABEL_WIDTH - NUMBER_WIDTH) / (most > 0 ? most : 1);
        for (int i = 0; i < bars.size(); i++) {
            bars.get(i).draw(svg, TOP + i * ROW_HEIGHT, scale, metric);
        }
        return svg.append("</svg>\n").toString();
    }

    private static String head(int height, String title) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                        + "font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"12\" y=\"26\" font-size=\"15\">%s</text>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                title);
    }

    /** One contestant's bar. */
    private record Bar(String label, Spread spread, String colour) {
        void draw(StringBuilder svg, int y, double scale, Metric metric) {
            double width = Math.max(spread.median() * scale, 1);
            double middle = y + BAR_HEIGHT / 2.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                            + "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#222\"/>%n"
                            + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    LABEL_WIDTH - 10,
                    y + 15,
                    label,
                    LABEL_WIDTH,
                    y,
                    width,
                    BAR_HEIGHT,
                    colour,
                    LABEL_WIDTH + spread.least() * scale,
                    LABEL_WIDTH + spread.most() * scale,
                    middle,
                    middle,
                    LABEL_WIDTH + Math.max(spread.most() * scale, width) + 8,
                    y + 15,
                    String.format(Locale.ROOT, "%,." + metric.decimals() + "f", spread.median())));
        }
    }
}
