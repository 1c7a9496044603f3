package dev.parley.export;

import dev.parley.model.Message;
import dev.parley.store.MessageScan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes CSV per RFC 4180 in UTF-8: every cell quoted, with the header {@code createdAt}, {@code user}, {@code
 * message}. Deleted messages are omitted.
 *
 * <p>The formula guard is on by default: a cell that a spreadsheet could run as a formula gets a leading apostrophe,
 * that is one starting with {@code = + - @}, their full-width forms, a tab or a line break. Turn it off for files that
 * programs read back, or use JSON.
 */
public final class CsvExporter implements Exporter {

    private static final String FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private final boolean formulaGuard;
    private final boolean byteOrderMark;
    private final boolean details;

    /** Creates an exporter with the formula guard, without a byte order mark or details. */
    public CsvExporter() {
        this(true, false, false);
    }

    private CsvExporter(boolean formulaGuard, boolean byteOrderMark, boolean details) {
        this.formulaGuard = formulaGuard;
        this.byteOrderMark = byteOrderMark;
        this.details = details;
    }

    /**
     * Returns a copy with the formula guard on or off.
     *
     * @param on whether cells that look like formulas are prefixed with an apostrophe; on by default
     * @return the changed copy
     */
    public CsvExporter withFormulaGuard(boolean on) {
        return new CsvExporter(on, byteOrderMark, details);
    }

    /**
     * Returns a copy with or without a byte order mark, which some spreadsheets need to recognise UTF-8.
     *
     * @param on whether the file starts with U+FEFF; off by default
     * @return the changed copy
     */
    public CsvExporter withByteOrderMark(boolean on) {
        return new CsvExporter(formulaGuard, on, details);
    }

    /**
     * Returns a copy with or without the additional columns {@code room}, {@code seq}, {@code id}, {@code userId},
     * {@code editedAt}.
     *
     * @param on whether they follow the first three; off by default
     * @return the changed copy
     */
    public CsvExporter withDetails(boolean on) {
        return new CsvExporter(formulaGuard, byteOrderMark, on);
    }

    @Override
    public String format() {
        return "csv";
    }

    @Override
    public String contentType() {
        return "text/csv; charset=utf-8; header=present";
    }

    @Override
    public long write(ExportQuery query, MessageScan messages, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        if (byteOrderMark) {
            writer.write('\ufeff');
        }
        row(writer, "createdAt", "user", "message");
        if (details) {
            further(writer, "room", "seq", "id", "userId", "editedAt");
        }
        writer.write("\r\n");
        long count = 0;
        while (messages.hasNext()) {
            Message message = messages.next();
            if (!message.deleted()) {
                row(writer, query, message);
                count++;
            }
        }
        writer.flush();
        return count;
    }

    private void row(Writer writer, ExportQuery query, Message message) throws IOException {
        String createdAt = ExportTimes.millis(message.createdAt(), query.zone());
        row(writer, createdAt, message.sender().name(), message.text());
        if (details) {
            Instant edited = message.revision().editedAt();
            further(
                    writer,
                    JsonLines.room(message.room()),
                    Long.toString(message.seq()),
                    message.id().value(),
                    message.sender().id().value(),
                    edited == null ? "" : ExportTimes.millis(edited, query.zone()));
        }
        writer.write("\r\n");
    }

    private void row(Writer writer, String createdAt, String user, String message) throws IOException {
        cell(writer, createdAt);
        further(writer, user, message);
    }

    private void further(Writer writer, String... cells) throws IOException {
        for (String text : cells) {
            writer.write(',');
            cell(writer, text);
        }
    }

    private void cell(Writer writer, String text) throws IOException {
        writer.write('"');
        if (formulaGuard && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            writer.write('\'');
        }
        writer.write(text.replace("\"", "\"\""));
        writer.write('"');
    }
}
