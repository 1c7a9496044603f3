package dev.parley.store.mongo;

/**
 * Which fields of an existing collection of chat messages hold what, so that {@link MongoMessageStore#importFrom} can read
 * it. Fields may be nested, with dots between the names.
 *
 * @param room the name of the room, a text
 * @param user the name of the sender, a text
 * @param text the message, a text
 * @param createdAt when it was sent: a date, a BSON timestamp, a number of milliseconds since 1970, or an ISO-8601 text; where it is
 *     missing, the time of the id, or 1970
 */
public record FieldMapping(String room, String user, String text, String createdAt) {

    /** Messages as {@code {username, room, text, timestamp}}. */
    public static final FieldMapping USERNAME_TEXT_TIMESTAMP =
            new FieldMapping("room", "username", "text", "timestamp");

    /** Messages as {@code {room, user, message, createdAt}}. */
    public static final FieldMapping USER_MESSAGE_CREATED_AT = new FieldMapping("room", "user", "message", "createdAt");

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if a name is empty
     */
    public FieldMapping {
        if (room.isEmpty() || user.isEmpty() || text.isEmpty() || createdAt.isEmpty()) {
            throw new IllegalArgumentException("a field without name");
        }
    }
}
