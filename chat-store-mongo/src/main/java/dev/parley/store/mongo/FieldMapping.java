package dev.parley.store.mongo;

/**
 * Maps the fields of an existing collection of chat messages, so that {@link MongoMessageStore#importFrom} can read it.
 * Fields may be nested, with names separated by dots.
 *
 * @param room the room's name, a string
 * @param user the sender's name, a string
 * @param text the message, a string
 * @param createdAt when it was sent: a date, a BSON timestamp, a number of milliseconds since 1970, or an ISO 8601
 *     string; if missing, the time of the id, or 1970
 */
public record FieldMapping(String room, String user, String text, String createdAt) {

    /** Messages as {@code {username, room, text, timestamp}}. */
    public static final FieldMapping USERNAME_TEXT_TIMESTAMP =
            new FieldMapping("room", "username", "text", "timestamp");

    /** Messages as {@code {room, user, message, createdAt}}. */
    public static final FieldMapping USER_MESSAGE_CREATED_AT = new FieldMapping("room", "user", "message", "createdAt");

    /**
     * Validates the names.
     *
     * @throws IllegalArgumentException if a name is empty
     */
    public FieldMapping {
        if (room.isEmpty() || user.isEmpty() || text.isEmpty() || createdAt.isEmpty()) {
            throw new IllegalArgumentException("a field without name");
        }
    }
}
