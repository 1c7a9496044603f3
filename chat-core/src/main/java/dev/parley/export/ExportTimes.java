package dev.parley.export;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Formats times for exports: ISO 8601 with the offset, independent of the machine's locale. */
final class ExportTimes {

    private static final DateTimeFormatter SECONDS = formatter("uuuu-MM-dd'T'HH:mm:ssXXX");
    private static final DateTimeFormatter MILLIS = formatter("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");

    private ExportTimes() {}

    /** For people: whole seconds, as in {@code 2025-06-12T04:40:00Z}. */
    static String seconds(Instant time, ZoneId zone) {
        return SECONDS.format(time.atZone(zone));
    }

    /** For programs: always three digits of milliseconds, as in {@code 2025-06-12T04:40:00.000Z}. */
    static String millis(Instant time, ZoneId zone) {
        return MILLIS.format(time.atZone(zone));
    }

    /** Milliseconds in UTC. */
    static String millis(Instant time) {
        return millis(time, ZoneOffset.UTC);
    }

    private static DateTimeFormatter formatter(String pattern) {
        return new DateTimeFormatterBuilder().appendPattern(pattern).toFormatter(Locale.ROOT);
    }
}
