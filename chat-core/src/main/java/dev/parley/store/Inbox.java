package dev.parley.store;

import dev.parley.model.InboxItem;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.List;

/**
 * The notifications of every user, connected or not. Inboxes are bounded: when one is full, its oldest items are
 * evicted, read or not.
 */
public interface Inbox {

    /** Default capacity of an inbox, unless the store is configured otherwise. */
    int DEFAULT_CAPACITY = 200;

    /**
     * Appends an item. Does nothing if the user's inbox already has an item with this id.
     *
     * @param item the item; its number is ignored
     * @return the item with its number; the existing item if the id was used before
     * @throws StoreException if the store failed; safe to retry
     */
    InboxItem addNotification(InboxItem item);

    /**
     * Reads a page of an inbox, counted from the newest items.
     *
     * @param user the owner of the inbox
     * @param before only items with numbers below this, {@link Long#MAX_VALUE} for all
     * @param unreadOnly whether to leave out items that were read
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the items, ascending by number
     * @throws StoreException if the store failed
     */
    List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit);

    /**
     * Marks items as read.
     *
     * @param user the owner of the inbox
     * @param ids their ids, at most {@value MessageQuery#MAX_LIMIT}; unknown ones are ignored
     * @return the number of items that were unread before
     * @throws StoreException if the store failed; safe to retry
     */
    int acknowledge(UserId user, Collection<String> ids);

    /**
     * Counts unread items.
     *
     * @param user the owner of the inbox
     * @return the number of unread items
     * @throws StoreException if the store failed
     */
    int unreadNotifications(UserId user);
}
