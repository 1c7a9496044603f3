package dev.parley.model;

/**
 * Something a user is notified of, on all devices and also later.
 *
 * @param type the application's own word, such as {@code new_post}, 1 to {@value MessageId#MAX_LENGTH} chars
 * @param message a sentence to show, at most {@value #MAX_MESSAGE_LENGTH} chars
 * @param data the application's fields as a JSON text, at most {@value #MAX_DATA_LENGTH} chars; empty if there are none
 */
public record Notification(String type, String message, String data) {

    /** The longest message, in chars. */
    public static final int MAX_MESSAGE_LENGTH = 8_192;

    /** The longest data, in chars. */
    public static final int MAX_DATA_LENGTH = 65_536;

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if a text is too long or malformed, or the type is empty
     */
    public Notification {
        StoredText.checkName("notification type", type, MessageId.MAX_LENGTH);
        StoredText.check("notification message", message, MAX_MESSAGE_LENGTH);
        StoredText.check("notification data", data, MAX_DATA_LENGTH);
    }

    /**
     * A notification without data.
     *
     * @param type the application's own word
     * @param message a sentence to show
     * @return the notification
     */
    public static Notification of(String type, String message) {
        return new Notification(type, message, "");
    }

    /**
     * This notification with other data.
     *
     * @param json a JSON text, or empty for none; not parsed here
     * @return the changed copy
     */
    public Notification withData(String json) {
        return new Notification(type, message, json);
    }
}
