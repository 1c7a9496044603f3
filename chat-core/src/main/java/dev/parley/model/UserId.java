package dev.parley.model;

/**
 * The id of a user, as the authenticator gives it.
 *
 * <p>Ids that begin with {@code ~} are {@linkplain #isReserved() reserved}: no person has one.
 *
 * @param value 1 to {@value #MAX_LENGTH} chars, no control characters, well-formed Unicode
 */
public record UserId(String value) {

    /** The longest id, in chars. */
    public static final int MAX_LENGTH = 128;

    /** The sender of what the server itself says. */
    public static final UserId SYSTEM = new UserId("~system");

    /** The sender of what an erased user had written. */
    public static final UserId ERASED = new UserId("~erased");

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if the value is empty, too long or malformed
     */
    public UserId {
        StoredText.checkName("user id", value, MAX_LENGTH);
    }

    /**
     * The id with this value.
     *
     * @param value the value
     * @return the id
     */
    public static UserId of(String value) {
        return new UserId(value);
    }

    /**
     * Whether this id belongs to the server, not to a person.
     *
     * @return true for {@link #SYSTEM}, {@link #ERASED} and every other id that begins with {@code ~}
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
