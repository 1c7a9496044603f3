package dev.parley.model;

/**
 * A notification for a user, delivered to all devices and kept for later.
 *
 * @param type the application's own type, such as {@code new_post}, 1 to {@value MessageId#MAX_LENGTH} chars
 * @param message a sentence to display, at most {@value #MAX_MESSAGE_LENGTH} chars
 * @param data the application's fields as JSON, at most {@value #MAX_DATA_LENGTH} chars; empty if there are none
 */
public record Notification(String type, String message, String data) {

    /** Maximum message length, in chars. */
    public static final int MAX_MESSAGE_LENGTH = 8_192;

    /** Maximum data length, in chars. */
    public static final int MAX_DATA_LENGTH = 65_536;

    /**
     * Validates the lengths.
     *
     * @throws IllegalArgumentException if a text is too long or malformed, or the type is empty
     */
    public Notification {
        StoredText.checkName("notification type", type, MessageId.MAX_LENGTH);
        StoredText.check("notification message", message, MAX_MESSAGE_LENGTH);
        StoredText.check("notification data", data, MAX_DATA_LENGTH);
    }

    /**
     * Creates a notification without data.
     *
     * @param type the application's own type
     * @param message a sentence to display
     * @return the notification
     */
    public static Notification of(String type, String message) {
        return new Notification(type, message, "");
    }

    /**
     * Returns this notification with other data.
     *
     * @param json JSON, or empty for none; not parsed
     * @return the changed copy
     */
    public Notification withData(String json) {
        return new Notification(type, message, json);
    }
}
