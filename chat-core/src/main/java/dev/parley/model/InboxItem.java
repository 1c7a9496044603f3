package dev.parley.model;

import java.time.Instant;

/**
 * A notification in a user's inbox.
 *
 * @param id unique, 1 to {@value MessageId#MAX_LENGTH} chars; assigned by the server
 * @param user the owner of the inbox
 * @param number the position in the inbox, higher is later; assigned by the store, 0 before. May have gaps
 * @param notification the notification
 * @param timestamp the creation time; truncated to whole milliseconds. Does not define an order
 * @param read whether the user has acknowledged it
 */
public record InboxItem(
        String id, UserId user, long number, Notification notification, Instant timestamp, boolean read) {

    /**
     * Validates the fields.
     *
     * @throws IllegalArgumentException if the id is empty or too long, or the number is negative
     */
    public InboxItem {
        StoredText.checkName("notification id", id, MessageId.MAX_LENGTH);
        if (number < 0) {
            throw new IllegalArgumentException("number below 0: " + number);
        }
        timestamp = Times.stored("timestamp", timestamp);
    }

    /**
     * Creates an item that is not yet in the inbox.
     *
     * @param id an id that no other item has
     * @param user the owner of the inbox
     * @param notification the notification
     * @param timestamp the creation time
     * @return the item, unread, with number 0
     */
    public static InboxItem of(String id, UserId user, Notification notification, Instant timestamp) {
        return new InboxItem(id, user, 0, notification, timestamp, false);
    }

    /**
     * Returns this item at a position in the inbox.
     *
     * @param newNumber the position
     * @return the changed copy
     */
    public InboxItem withNumber(long newNumber) {
        return new InboxItem(id, user, newNumber, notification, timestamp, read);
    }

    /**
     * Returns this item marked as read.
     *
     * @return the changed copy
     */
    public InboxItem asRead() {
        return new InboxItem(id, user, number, notification, timestamp, true);
    }
}
