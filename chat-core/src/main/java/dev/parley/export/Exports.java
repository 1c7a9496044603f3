package dev.parley.export;

import dev.parley.runtime.observe.ServerTracer;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageScan;
import dev.parley.text.PlainText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registry of export formats, and the entry point for writing a room's history in one of them. Immutable.
 *
 * <pre>{@code
 * Exporter csv = exports.exporter("csv");
 * exports.write(store, ExportQuery.of(RoomName.of("Java")), csv, out);
 * }</pre>
 */
public final class Exports {

    /** The format used if a request names none. */
    public static final String DEFAULT_FORMAT = "txt";

    private final Map<String, Exporter> exporters;

    private Exports(Map<String, Exporter> exporters) {
        this.exporters = exporters;
    }

    /**
     * Returns text, CSV, JSON and NDJSON.
     *
     * @return the formats {@code txt}, {@code csv}, {@code json}, {@code ndjson}
     */
    public static Exports standard() {
        return new Exports(Map.of())
                .with(new TextExporter())
                .with(new CsvExporter())
                .with(new JsonExporter())
                .with(new NdjsonExporter());
    }

    /**
     * Returns these formats plus one.
     *
     * @param exporter the format, replacing one of the same name
     * @return the changed copy
     * @throws IllegalArgumentException if the format's name is not 1 to 16 lower-case letters and digits
     */
    public Exports with(Exporter exporter) {
        if (!exporter.format().matches("[a-z0-9]{1,16}")) {
            throw new IllegalArgumentException("not the name of a format: " + exporter.format());
        }
        Map<String, Exporter> more = new LinkedHashMap<>(exporters);
        more.put(exporter.format(), exporter);
        return new Exports(more);
    }

    /**
     * Returns the names of the formats, in insertion order.
     *
     * @return an immutable set
     */
    public Set<String> formats() {
        return Collections.unmodifiableSet(exporters.keySet());
    }

    /**
     * Looks up a format by its name in requests.
     *
     * @param format the name, or null or empty for {@value #DEFAULT_FORMAT}
     * @return the exporter
     * @throws InvalidExportException if there is none, with {@link InvalidExportException.Code#UNKNOWN_FORMAT}
     */
    public Exporter exporter(@Nullable String format) {
        Exporter exporter = exporters.get(format == null || format.isEmpty() ? DEFAULT_FORMAT : format);
        if (exporter == null) {
            throw new InvalidExportException(
                    InvalidExportException.Code.UNKNOWN_FORMAT, "Format must be one of " + exporters.keySet());
        }
        return exporter;
    }

    /**
     * Rejects a query for a room that was never written to, most likely a misspelt one, for which {@link #write} would
     * produce an empty file. Applications with predefined rooms check against their own list instead.
     *
     * @param log the log to export
     * @param query the query
     * @throws InvalidExportException with {@link InvalidExportException.Code#UNKNOWN_ROOM}
     * @throws dev.parley.store.StoreException if the store fails
     */
    public static void requireRoom(MessageLog log, ExportQuery query) {
        if (log.head(query.room()).epoch().isEmpty()) {
            throw new InvalidExportException(InvalidExportException.Code.UNKNOWN_ROOM, "There is no such room");
        }
    }

    /**
     * Writes the messages a query selects, up to the end of the log at the time of the call.
     *
     * @param log the log to export
     * @param query the query
     * @param exporter the format
     * @param out the target; flushed, not closed
     * @return what was written
     * @throws IOException if the stream fails
     * @throws dev.parley.store.StoreException if the store fails; the output is then incomplete
     */
    public static ExportResult write(MessageLog log, ExportQuery query, Exporter exporter, OutputStream out)
            throws IOException {
        try (MessageScan scan = log.scan(query.room(), query.range(), query.user())) {
            return write(scan, query, exporter, out);
        }
    }

    /**
     * Writes like {@link #write(MessageLog, ExportQuery, Exporter, OutputStream)}, within a span of its own: reading the
     * log is a part of it.
     *
     * @param log the log to export
     * @param query the query
     * @param exporter the format
     * @param out the target; flushed, not closed
     * @param tracer starts the span
     * @return what was written
     * @throws IOException if the stream fails
     * @throws dev.parley.store.StoreException if the store fails; the output is then incomplete
     */
    public static ExportResult write(
            MessageLog log, ExportQuery query, Exporter exporter, OutputStream out, ServerTracer tracer)
            throws IOException {
        return TracedExport.run(tracer, exporter.format(), () -> write(log, query, exporter, out));
    }

    static ExportResult write(MessageScan scan, ExportQuery query, Exporter exporter, OutputStream out)
            throws IOException {
        MeasuredOutput measured = new MeasuredOutput(out);
        String name = query.name();
        MessageScan wanted = name == null
                ? scan
                : new FilteredScan(
                        scan,
                        message -> PlainText.oneLine(message.sender().name()).equals(name));
        long count = exporter.write(query, wanted, measured);
        measured.flush();
        return new ExportResult(count, measured.bytes(), measured.sha256(), scan.head());
    }
}
