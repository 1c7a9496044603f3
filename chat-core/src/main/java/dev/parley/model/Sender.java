package dev.parley.model;

/**
 * Who wrote an entry, under the name shown at that time. A later change of name does not change what was written.
 *
 * @param id the verified id
 * @param name the display name, at most {@value #MAX_NAME_LENGTH} chars; empty for an erased user
 */
public record Sender(UserId id, String name) {

    /** The longest display name, in chars. */
    public static final int MAX_NAME_LENGTH = 256;

    /** Stands in for a user who was erased. */
    public static final Sender ERASED = new Sender(UserId.ERASED, "");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is too long or malformed
     */
    public Sender {
        StoredText.check("sender name", name, MAX_NAME_LENGTH);
    }

    /**
     * A sender whose name is normalised as {@link RoomName#of} does. The constructor takes a name as it was stored.
     *
     * @param id the user's id
     * @param name the display name
     * @return the sender
     * @throws IllegalArgumentException if the id is empty, or one of the two too long or malformed
     */
    public static Sender of(String id, String name) {
        return new Sender(UserId.of(id), StoredText.normalName("sender name", name));
    }
}
