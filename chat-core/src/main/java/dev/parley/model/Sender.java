package dev.parley.model;

/**
 * The sender of an entry, with the display name of that time. Later name changes do not affect it.
 *
 * @param id the verified id
 * @param name the display name, at most {@value #MAX_NAME_LENGTH} chars; empty for an erased user
 */
public record Sender(UserId id, String name) {

    /** Maximum display name length, in chars. */
    public static final int MAX_NAME_LENGTH = 256;

    /** Replaces a user who was erased. */
    public static final Sender ERASED = new Sender(UserId.ERASED, "");

    /**
     * Validates the name.
     *
     * @throws IllegalArgumentException if the name is too long or malformed
     */
    public Sender {
        StoredText.check("sender name", name, MAX_NAME_LENGTH);
    }

    /**
     * Returns a sender whose name is normalised as by {@link RoomName#of}. The constructor takes a name as it was
     * stored.
     *
     * @param id the user's id
     * @param name the display name
     * @return the sender
     * @throws IllegalArgumentException if the id is empty, or either is too long or malformed
     */
    public static Sender of(String id, String name) {
        return new Sender(UserId.of(id), StoredText.normalName("sender name", name));
    }
}
