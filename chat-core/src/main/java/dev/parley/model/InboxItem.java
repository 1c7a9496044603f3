package dev.parley.model;

import java.time.Instant;

/**
 * A notification in a user's inbox.
 *
 * @param id unique, 1 to {@value MessageId#MAX_LENGTH} chars; given by the server
 * @param user whose inbox
 * @param number the place in the inbox, higher is later; given by the store, 0 before. Numbers may have gaps
 * @param notification what it says
 * @param timestamp when it was made; cut to whole milliseconds. Not an order
 * @param read whether the user has acknowledged it
 */
public record InboxItem(
        String id, UserId user, long number, Notification notification, Instant timestamp, boolean read) {

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException if the id is empty or too long, or the number negative
     */
    public InboxItem {
        StoredText.checkName("notification id", id, MessageId.MAX_LENGTH);
        if (number < 0) {
            throw new IllegalArgumentException("number below 0: " + number);
        }
        timestamp = Times.stored("timestamp", timestamp);
    }

    /**
     * An item that is not yet in the inbox.
     *
     * @param id an id that no other item has
     * @param user whose inbox
     * @param notification what it says
     * @param timestamp when it was made
     * @return the item, unread, with number 0
     */
    public static InboxItem of(String id, UserId user, Notification notification, Instant timestamp) {
        return new InboxItem(id, user, 0, notification, timestamp, false);
    }

    /**
     * This item at a place in the inbox.
     *
     * @param newNumber the place
     * @return the changed copy
     */
    public InboxItem withNumber(long newNumber) {
        return new InboxItem(id, user, newNumber, notification, timestamp, read);
    }

    /**
     * This item after the user has seen it.
     *
     * @return the copy that is read
     */
    public InboxItem asRead() {
        return new InboxItem(id, user, number, notification, timestamp, true);
    }
}
