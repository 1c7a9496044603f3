package dev.parley.model;

import org.jspecify.annotations.Nullable;

/**
 * A file attached to a message: its description, and its bytes if it is small. Large files are stored elsewhere: {@code
 * id} is then the application's reference and {@code data} is null.
 *
 * @param id the application's key, 1 to {@value #MAX_FIELD_LENGTH} chars
 * @param name the display file name, at most {@value #MAX_FIELD_LENGTH} chars
 * @param type the media type, at most {@value #MAX_FIELD_LENGTH} chars
 * @param size the size of the file in bytes, 0 or more; equal to the size of {@code data} if that is present
 * @param data the bytes, or null if they are stored elsewhere
 */
public record Attachment(
        String id,
        String name,
        String type,
        long size,
        @Nullable Binary data) {

    /** Maximum length of the id, name and type, in chars. */
    public static final int MAX_FIELD_LENGTH = 1024;

    /**
     * Validates the fields.
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
     * Creates an attachment that carries its bytes.
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
     * Creates an attachment whose bytes are stored elsewhere.
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
