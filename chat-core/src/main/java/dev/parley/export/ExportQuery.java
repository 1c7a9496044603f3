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
 * What to export. Made of typed values only, so that nothing a client sends can become more than a value.
 *
 * @param room the room
 * @param range only messages made in this half-open range of time
 * @param user only messages of the user with this id, or null for all
 * @param name only messages sent under this display name, or null for all; compared in normal form, see {@link RoomName#of}
 * @param zone the time zone that times are shown in
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
     * All of a room, times in UTC.
     *
     * @param room the room
     * @return the query
     */
    public static ExportQuery of(RoomName room) {
        return new ExportQuery(room, TimeRange.ALL, null, null, ZoneOffset.UTC);
    }

    /**
     * Reads a query from the parameters of a request: {@code room} (a free name, required), {@code from} and {@code to}
     * (each a date, a local date and time, or one with an offset; half-open), {@code last} (such as {@code 7d} or
     * {@code 12h}, instead of {@code from}), {@code zone} (UTC by default), {@code user} (an id), {@code name} (a
     * display name). Empty ones count as absent, others are ignored. A parameter of the list that comes twice, or with a
     * bracket, as in {@code room[$ne]}, is refused.
     *
     * @param parameters decoded parameters by name
     * @param now the present, for {@code last}
     * @return the query
     * @throws InvalidExportException if the parameters are no query
     */
    public static ExportQuery parse(Map<String, List<String>> parameters, Instant now) {
        return new ExportParameters(parameters).query(now);
    }

    /**
     * This query, for one range of time only.
     *
     * @param newRange the range
     * @return the changed copy
     */
    public ExportQuery in(TimeRange newRange) {
        return new ExportQuery(room, newRange, user, name, zone);
    }

    /**
     * This query, for one user only.
     *
     * @param newUser the user's id, or null for all
     * @return the changed copy
     */
    public ExportQuery by(@Nullable UserId newUser) {
        return new ExportQuery(room, range, newUser, name, zone);
    }

    /**
     * This query, for one display name only.
     *
     * @param newName the name, or null for all
     * @return the changed copy
     */
    public ExportQuery named(@Nullable String newName) {
        return new ExportQuery(room, range, user, newName, zone);
    }

    /**
     * This query with times in another zone.
     *
     * @param newZone the zone
     * @return the changed copy
     */
    public ExportQuery at(ZoneId newZone) {
        return new ExportQuery(room, range, user, name, newZone);
    }
}
