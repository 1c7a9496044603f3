package dev.parley.model;

import org.jspecify.annotations.Nullable;

/**
 * A file that belongs to a message: what it is, and its bytes if they are few. Large files live elsewhere; then
 * {@code id} is what the application finds them by and {@code data} is null.
 *
 * @param id the application's key, 1 to {@value #MAX_FIELD_LENGTH} chars
 * @param name the file name to show, at most {@value #MAX_FIELD_LENGTH} chars
 * @param type the media type, at most {@value #MAX_FIELD_LENGTH} chars
 * @param size the size of the file in bytes, 0 or more; equal to the size of {@code data} if that is present
 * @param data the bytes, or null if they are kept elsewhere
 */
public record Attachment(
        String id,
        String name,
        String type,
        long size,
        @Nullable Binary data) {

    /** The longest id, name and type, in chars. */
    public static final int MAX_FIELD_LENGTH = 1024;

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException if a text is too long or malformed, or the size is negative or not that of data
     */
    public Attachment {
        StoredText.checkName("attachment id", id, MAX_FIELD_LENGTH);
        StoredText.check("attachment name", name, MAX_FIELD_LENGTH);
        StoredText.check("attachment type", type, MAX_FIELD_LENGTH);
        if (size < 0 || (data != null && data.size() != size)) {
            throw new IllegalArgumentException("attachment size " + size + " with " + data);
        }
    }

    /**
     * An attachment that carries its bytes.
     *
     * @param id the application's key
     * @param name the file name
     * @param type the media type
     * @param data the bytes
     * @return the attachment
     */
    public static Attachment of(String id, String name, String type, byte[] data) {
        return new Attachment(id, name, type, data.length, Binary.of(data));
    }

    /**
     * An attachment whose bytes are kept elsewhere.
     *
     * @param id the application's key
     * @param name the file name
     * @param type the media type
     * @param size the size of the file in bytes
     * @return the attachment
     */
    public static Attachment reference(String id, String name, String type, long size) {
        return new Attachment(id, name, type, size, null);
    }
}
