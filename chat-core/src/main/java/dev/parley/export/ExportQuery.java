package dev.parley.export;

import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.text.PlainText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Selects what to export. Made of typed values only, so that client input can never become more than a value.
 *
 * @param room the room
 * @param range only messages created in this half-open range
 * @param user only messages of the user with this id, or null for all
 * @param name only messages sent under this display name, or null for all; compared in normal form, see {@link
 *     RoomName#of}
 * @param zone the time zone for formatting times
 */
public record ExportQuery(
        RoomName room,
        TimeRange range,
        @Nullable UserId user,
        @Nullable String name,
        ZoneId zone) {

    /** Normalises the display name. */
    public ExportQuery {
        name = name == null ? null : PlainText.oneLine(name);
    }

    /**
     * Selects all of a room, with times in UTC.
     *
     * @param room the room
     * @return the query
     */
    public static ExportQuery of(RoomName room) {
        return new ExportQuery(room, TimeRange.ALL, null, null, ZoneOffset.UTC);
    }

    /**
     * Reads a query from the parameters of a request: {@code room} (a room's free name, required), {@code from} and
     * {@code to} (each a date, a local date and time, or one with an offset; half-open), {@code last} (such as {@code
     * 7d} or {@code 12h}, instead of {@code from}), {@code zone} (UTC by default), {@code user} (an id), {@code name}
     * (a display name). Empty values count as absent, unknown parameters are ignored. A known parameter that is
     * repeated, or has a bracket as in {@code room[$ne]}, is rejected.
     *
     * @param parameters decoded parameters by name
     * @param now the current time, for {@code last}
     * @return the query
     * @throws InvalidExportException if the parameters are not a valid query
     */
    public static ExportQuery parse(Map<String, List<String>> parameters, Instant now) {
        return new ExportParameters(parameters).query(now);
    }

    /**
     * Restricts this query to a time range.
     *
     * @param newRange the range
     * @return the changed copy
     */
    public ExportQuery in(TimeRange newRange) {
        return new ExportQuery(room, newRange, user, name, zone);
    }

    /**
     * Restricts this query to one user.
     *
     * @param newUser the user's id, or null for all
     * @return the changed copy
     */
    public ExportQuery by(@Nullable UserId newUser) {
        return new ExportQuery(room, range, newUser, name, zone);
    }

    /**
     * Restricts this query to one display name.
     *
     * @param newName the name, or null for all
     * @return the changed copy
     */
    public ExportQuery named(@Nullable String newName) {
        return new ExportQuery(room, range, user, newName, zone);
    }

    /**
     * Returns this query with times in another zone.
     *
     * @param newZone the zone
     * @return the changed copy
     */
    public ExportQuery at(ZoneId newZone) {
        return new ExportQuery(room, range, user, name, newZone);
    }
}
