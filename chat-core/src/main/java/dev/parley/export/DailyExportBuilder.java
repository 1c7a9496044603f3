package dev.parley.export;

import dev.parley.model.RoomName;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.store.MessageLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builder of a {@link DailyExport}. Not thread-safe. */
public final class DailyExportBuilder {

    /** Default delay between the end of a day and its export, by which time the day's last messages are stored. */
    public static final Duration DEFAULT_GRACE = Duration.ofMinutes(5);

    /** Default number of missed days to catch up on. */
    public static final int DEFAULT_CATCH_UP_DAYS = 31;

    private final MessageLog log;
    private final Path folder;
    private ZoneId zone = ZoneOffset.UTC;
    private Exports exports = Exports.standard();
    private List<String> formats = List.of("txt", "ndjson");
    private Predicate<RoomName> rooms = room -> room.kind() == RoomName.Kind.NAMED;
    private Duration grace = DEFAULT_GRACE;
    private int catchUpDays = DEFAULT_CATCH_UP_DAYS;
    private @Nullable LocalDate since;
    private ServerTracer tracer = ServerTracer.NOOP;

    DailyExportBuilder(MessageLog log, Path folder) {
        this.log = log;
        this.folder = folder;
    }

    /**
     * Sets the time zone that delimits days and formats times. Defaults to UTC.
     *
     * @param newZone the zone
     * @return this builder
     */
    public DailyExportBuilder zone(ZoneId newZone) {
        zone = newZone;
        return this;
    }

    /**
     * Sets the formats of the files. Defaults to {@code txt} and {@code ndjson}.
     *
     * @param names names of formats, at least one
     * @return this builder
     */
    public DailyExportBuilder formats(String... names) {
        formats = List.of(names);
        return this;
    }

    /**
     * Sets the registry that formats are looked up in. Defaults to {@link Exports#standard()}.
     *
     * @param newExports the formats
     * @return this builder
     */
    public DailyExportBuilder exports(Exports newExports) {
        exports = newExports;
        return this;
    }

    /**
     * Selects the rooms to export. By default all rooms with a free name, but no inboxes or direct messages.
     *
     * @param newRooms true for a room to export
     * @return this builder
     */
    public DailyExportBuilder rooms(Predicate<RoomName> newRooms) {
        rooms = newRooms;
        return this;
    }

    /**
     * Sets the delay between the end of a day and its export. Defaults to 5 minutes.
     *
     * @param newGrace the delay, not negative
     * @return this builder
     */
    public DailyExportBuilder grace(Duration newGrace) {
        grace = newGrace;
        return this;
    }

    /**
     * Sets how many days back a run looks for missed days. Defaults to {@value #DEFAULT_CATCH_UP_DAYS}.
     *
     * @param days the number of days, at least 1
     * @return this builder
     */
    public DailyExportBuilder catchUpDays(int days) {
        catchUpDays = days;
        return this;
    }

    /**
     * Sets the first day to export, whether or not it has messages. Defaults to the day of the first message, within
     * the days to catch up on.
     *
     * @param day the day, or null for the default
     * @return this builder
     */
    public DailyExportBuilder since(@Nullable LocalDate day) {
        since = day;
        return this;
    }

    /**
     * Sets what starts a span for each run that has days to export; reading the log is a part of it. Defaults to
     * {@link ServerTracer#NOOP}.
     *
     * @param newTracer the tracer
     * @return this builder
     */
    public DailyExportBuilder tracer(ServerTracer newTracer) {
        tracer = newTracer;
        return this;
    }

    /**
     * Builds the daily export.
     *
     * @return the export
     * @throws IllegalArgumentException if a number is out of range
     * @throws InvalidExportException if a format is unknown
     */
    public DailyExport build() {
        if (catchUpDays < 1 || grace.isNegative() || formats.isEmpty()) {
            throw new IllegalArgumentException(
                    "catchUpDays " + catchUpDays + ", grace " + grace + ", formats " + formats);
        }
        List<Exporter> exporters = formats.stream().map(exports::exporter).toList();
        return new DailyExport(
                new DailyExportSettings(log, folder, zone, exporters, rooms, grace, catchUpDays, since, tracer));
    }
}
