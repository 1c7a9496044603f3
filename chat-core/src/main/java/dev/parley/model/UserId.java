package dev.parley.model;

/**
 * The id of a user, as assigned by the authenticator.
 *
 * <p>Ids starting with {@code ~} are {@linkplain #isReserved() reserved} and never belong to a person.
 *
 * @param value 1 to {@value #MAX_LENGTH} chars, no control characters, well-formed Unicode
 */
public record UserId(String value) {

    /** Maximum id length, in chars. */
    public static final int MAX_LENGTH = 128;

    /** The sender of the server's own messages. */
    public static final UserId SYSTEM = new UserId("~system");

    /** Replaces the id of an erased user. */
    public static final UserId ERASED = new UserId("~erased");

    /**
     * Validates the id.
     *
     * @throws IllegalArgumentException if the value is empty, too long or malformed
     */
    public UserId {
        StoredText.checkName("user id", value, MAX_LENGTH);
    }

    /**
     * Returns the id with this value.
     *
     * @param value the value
     * @return the id
     */
    public static UserId of(String value) {
        return new UserId(value);
    }

    /**
     * Returns whether this id belongs to the server rather than a person.
     *
     * @return true for {@link #SYSTEM}, {@link #ERASED} and every other id starting with {@code ~}
     */
    public boolean isReserved() {
        return value.startsWith("~");
    }

    /** Returns the value. */
    @Override
    public String toString() {
        return value;
    }
}
