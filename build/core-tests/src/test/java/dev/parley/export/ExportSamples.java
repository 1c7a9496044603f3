package dev.parley.export;

import dev.parley.store.MessageLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes exports to strings, and reads CSV as strictly as RFC 4180 allows. */
final class ExportSamples {

    private ExportSamples() {}

    static String export(MessageLog log, ExportQuery query, Exporter exporter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Exports.write(log, query, exporter, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Rows of cells; every cell must be quoted, every row must end with CR LF. */
    static List<List<String>> parseCsv(String csv) {
        List<List<String>> rows = new ArrayList<>();
        int i = 0;
        while (i < csv.length()) {
            List<String> row = new ArrayList<>();
            boolean more = true;
            while (more) {
                expect(csv, i++, '"');
                StringBuilder cell = new StringBuilder();
                while (csv.charAt(i) != '"' || (i + 1 < csv.length() && csv.charAt(i + 1) == '"')) {
                    cell.append(csv.charAt(i));
                    i += csv.charAt(i) == '"' ? 2 : 1;
                }
                i++;
                row.add(cell.toString());
                more = csv.charAt(i) == ',';
                i += more ? 1 : 0;
            }
            expect(csv, i++, '\r');
            expect(csv, i++, '\n');
            rows.add(row);
        }
        return rows;
    }

    private static void expect(String csv, int index, char expected) {
        if (csv.charAt(index) != expected) {
            throw new AssertionError("at " + index + ": '" + csv.charAt(index) + "' instead of '" + expected + "'");
        }
    }
}
