package dev.parley.model;

/**
 * The id of a message: unique across all rooms, assigned by the engine before the message is stored.
 *
 * @param value 1 to {@value #MAX_LENGTH} chars, no control characters, well-formed Unicode
 */
public record MessageId(String value) {

    /** Maximum id length, in chars. */
    public static final int MAX_LENGTH = 128;

    /**
     * Validates the id.
     *
     * @throws IllegalArgumentException if the value is empty, too long or malformed
     */
    public MessageId {
        StoredText.checkName("message id", value, MAX_LENGTH);
    }

    /**
     * Returns the id with this value.
     *
     * @param value the value
     * @return the id
     */
    public static MessageId of(String value) {
        return new MessageId(value);
    }

    /** Returns the value. */
    @Override
    public String toString() {
        return value;
    }
}
