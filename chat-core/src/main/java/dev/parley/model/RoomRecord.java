package dev.parley.model;

/**
 * A small fact about a room that must survive a restart: its settings, a member, a ban, a mute. Room, type and key
 * together are unique; the value belongs to the engine and is usually JSON.
 *
 * @param room the room
 * @param type the kind of fact, such as {@code member}, 1 to {@value #MAX_TYPE_LENGTH} chars
 * @param key the subject, often a user id, 1 to {@value #MAX_KEY_LENGTH} chars
 * @param value the fact, at most {@value #MAX_VALUE_LENGTH} chars; may be empty
 */
public record RoomRecord(RoomName room, String type, String key, String value) {

    /** Maximum type length, in chars. */
    public static final int MAX_TYPE_LENGTH = 64;

    /** Maximum key length, in chars. */
    public static final int MAX_KEY_LENGTH = 256;

    /** Maximum value length, in chars. */
    public static final int MAX_VALUE_LENGTH = 65_536;

    /**
     * Validates the fields.
     *
     * @throws IllegalArgumentException if a text is too long or malformed, or type or key is empty
     */
    public RoomRecord {
        StoredText.checkName("record type", type, MAX_TYPE_LENGTH);
        StoredText.checkName("record key", key, MAX_KEY_LENGTH);
        StoredText.check("record value", value, MAX_VALUE_LENGTH);
    }
}
