package dev.parley.export;

import dev.parley.model.RoomName;
import dev.parley.store.MessageLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Configures a {@link DailyExport}. Used by one thread. */
public final class DailyExportBuilder {

    /** How long after midnight a day is exported by default: what was made before midnight is stored by then. */
    public static final Duration DEFAULT_GRACE = Duration.ofMinutes(5);

    /** How many missed days are made up for by default. */
    public static final int DEFAULT_CATCH_UP_DAYS = 31;

    final MessageLog log;
    final Path folder;
    ZoneId zone = ZoneOffset.UTC;
    Exports exports = Exports.standard();
    List<String> formats = List.of("txt", "ndjson");
    Predicate<RoomName> rooms = room -> room.kind() == RoomName.Kind.NAMED;
    Duration grace = DEFAULT_GRACE;
    int catchUpDays = DEFAULT_CATCH_UP_DAYS;

    @Nullable
    LocalDate since;

    DailyExportBuilder(MessageLog log, Path folder) {
        this.log = log;
        this.folder = folder;
    }

    /**
     * The zone in which days begin and end, and in which times are shown. UTC by default.
     *
     * @param newZone the zone
     * @return this builder
     */
    public DailyExportBuilder zone(ZoneId newZone) {
        zone = newZone;
        return this;
    }

    /**
     * The formats of the files. {@code txt} and {@code ndjson} by default.
     *
     * @param names names of formats, at least one
     * @return this builder
     */
    public DailyExportBuilder formats(String... names) {
        formats = List.of(names);
        return this;
    }

    /**
     * Where formats are looked up. {@link Exports#standard()} by default.
     *
     * @param newExports the formats
     * @return this builder
     */
    public DailyExportBuilder exports(Exports newExports) {
        exports = newExports;
        return this;
    }

    /**
     * Which rooms are exported. By default all with a free name, no inboxes and no direct messages.
     *
     * @param newRooms true for a room to be exported
     * @return this builder
     */
    public DailyExportBuilder rooms(Predicate<RoomName> newRooms) {
        rooms = newRooms;
        return this;
    }

    /**
     * How long after its end a day is exported. 5 minutes by default.
     *
     * @param newGrace the time, not negative
     * @return this builder
     */
    public DailyExportBuilder grace(Duration newGrace) {
        grace = newGrace;
        return this;
    }

    /**
     * How many days back a run looks for days that were missed. {@value #DEFAULT_CATCH_UP_DAYS} by default.
     *
     * @param days the number, at least 1
     * @return this builder
     */
    public DailyExportBuilder catchUpDays(int days) {
        catchUpDays = days;
        return this;
    }

    /**
     * The first day that is ever exported, messages or not. By default the day of the first message, within the days to catch up.
     *
     * @param day the day, or null for the default
     * @return this builder
     */
    public DailyExportBuilder since(@Nullable LocalDate day) {
        since = day;
        return this;
    }

    /**
     * Makes the daily export.
     *
     * @return the export
     * @throws IllegalArgumentException if a number is out of bounds
     * @throws InvalidExportException if a format is not known
     */
    public DailyExport build() {
        if (catchUpDays < 1 || grace.isNegative() || formats.isEmpty()) {
            throw new IllegalArgumentException(
                    "catchUpDays " + catchUpDays + ", grace " + grace + ", formats " + formats);
        }
        List<Exporter> exporters = new ArrayList<>();
        formats.forEach(format -> exporters.add(exports.exporter(format)));
        return new DailyExport(this, exporters);
    }
}
