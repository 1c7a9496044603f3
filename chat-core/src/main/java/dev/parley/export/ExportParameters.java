package dev.parley.export;

import dev.parley.export.InvalidExportException.Code;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Strict parser of the parameters of an export request. */
final class ExportParameters {

    private static final Set<String> NAMES = Set.of("room", "format", "from", "to", "last", "zone", "user", "name");
    private static final Pattern LAST = Pattern.compile("([1-9][0-9]{0,4})([hd])");
    /** Longer texts are neither dates nor zones and are not worth parsing. */
    private static final int MAX_TIME_LENGTH = 64;

    private final Map<String, List<String>> parameters;

    ExportParameters(Map<String, List<String>> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, values) -> {
            int bracket = name.indexOf('[');
            boolean nested =
                    bracket >= 0 && NAMES.contains(name.substring(0, bracket).strip());
            if (nested || (NAMES.contains(name) && values.size() != 1)) {
                throw new InvalidExportException(Code.INVALID_PARAMETER, "Each parameter is one plain text");
            }
        });
    }

    ExportQuery query(Instant now) {
        RoomName room = room();
        ZoneId zone = zone();
        return new ExportQuery(room, range(zone, now), user(), name(), zone);
    }

    private RoomName room() {
        String room = value("room");
        if (room == null) {
            throw new InvalidExportException(Code.ROOM_REQUIRED, "Room name is required");
        }
        try {
            return RoomName.of(room);
        } catch (IllegalArgumentException e) {
            throw new InvalidExportException(Code.INVALID_ROOM, "Room name is not valid");
        }
    }

    private ZoneId zone() {
        String zone = value("zone");
        try {
            return zone == null ? ZoneOffset.UTC : ZoneId.of(shortText(zone));
        } catch (DateTimeException e) {
            throw new InvalidExportException(Code.INVALID_ZONE, "Time zone is not known");
        }
    }

    private TimeRange range(ZoneId zone, Instant now) {
        String from = value("from");
        String to = value("to");
        String last = value("last");
        try {
            Instant end = to == null ? null : time(to, zone);
            if (last == null) {
                return checked(from == null ? null : time(from, zone), end);
            }
            Matcher matcher = LAST.matcher(last);
            if (from != null || !matcher.matches()) {
                throw new InvalidExportException(Code.INVALID_TIME, "The last days are given as 7d, hours as 12h");
            }
            int number = Integer.parseInt(matcher.group(1));
            Duration back = matcher.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
            return checked((end == null ? now : end).minus(back), end);
        } catch (DateTimeException e) {
            throw new InvalidExportException(
                    Code.INVALID_TIME, "A time is a date, or a date and time such as 2025-06-12T04:40:00Z");
        }
    }

    private static TimeRange checked(@Nullable Instant from, @Nullable Instant to) {
        if (from != null && to != null && to.isBefore(from)) {
            throw new InvalidExportException(Code.INVALID_TIME, "The range of time ends before it begins");
        }
        return new TimeRange(from, to);
    }

    private static Instant time(String text, ZoneId zone) {
        shortText(text);
        int separator = text.indexOf('T');
        if (separator < 0) {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        }
        boolean offset = text.endsWith("Z") || text.indexOf('+', separator) > 0 || text.indexOf('-', separator) > 0;
        return offset
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(zone).toInstant();
    }

    private @Nullable UserId user() {
        String user = value("user");
        try {
            return user == null ? null : UserId.of(user);
        } catch (IllegalArgumentException e) {
            throw new InvalidExportException(Code.INVALID_USER, "User id is not valid");
        }
    }

    private @Nullable String name() {
        String name = value("name");
        if (name != null && name.length() > Sender.MAX_NAME_LENGTH) {
            throw new InvalidExportException(Code.INVALID_USER, "User name is too long");
        }
        return name;
    }

    private @Nullable String value(String name) {
        List<String> values = parameters.get(name);
        return values == null || values.get(0).isEmpty() ? null : values.get(0);
    }

    private static String shortText(String text) {
        if (text.length() > MAX_TIME_LENGTH) {
            throw new DateTimeException("too long");
        }
        return text;
    }
}
