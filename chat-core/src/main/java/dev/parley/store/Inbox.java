package dev.parley.store;

import dev.parley.model.InboxItem;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.List;

/**
 * The notifications of each user, also of users who are not connected. An inbox is bounded: when it is full, the oldest
 * items go, read or not.
 */
public interface Inbox {

    /** How many items an inbox holds unless the store is configured otherwise. */
    int DEFAULT_CAPACITY = 200;

    /**
     * Adds an item at the end. If the user's inbox has an item with this id, nothing changes.
     *
     * @param item the item; its number is ignored
     * @return the item with its number; the one that is there if the id was used before
     * @throws StoreException if the store failed; repeating is safe
     */
    InboxItem addNotification(InboxItem item);

    /**
     * Reads a page of an inbox, taken from the newest items.
     *
     * @param user whose inbox
     * @param before only items with numbers below this, {@link Long#MAX_VALUE} for all
     * @param unreadOnly whether items that are read are left out
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the items, ascending by number
     * @throws StoreException if the store failed
     */
    List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit);

    /**
     * Marks items as read.
     *
     * @param user whose inbox
     * @param ids their ids, at most {@value MessageQuery#MAX_LIMIT}; unknown ones are ignored
     * @return how many were unread before
     * @throws StoreException if the store failed; repeating is safe
     */
    int acknowledge(UserId user, Collection<String> ids);

    /**
     * Counts unread items.
     *
     * @param user whose inbox
     * @return how many
     * @throws StoreException if the store failed
     */
    int unreadNotifications(UserId user);
}
