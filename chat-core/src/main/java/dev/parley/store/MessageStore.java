package dev.parley.store;

import dev.parley.model.UserId;

/**
 * Keeps a chat: the logs of all rooms, read markers, inboxes and records of rooms.
 *
 * <p>Methods may block. The engine calls them from its own executor, never from a transport thread, and appends to one
 * room serially; all other calls come from any number of threads at once. Implementations must be thread-safe.
 *
 * <p>Every failure is a {@link StoreException} that says whether a retry can help. An argument out of its bounds is an
 * {@link IllegalArgumentException}. After {@link #close} every method but {@link #health} fails with
 * {@link StoreException.Category#CLOSED}.
 *
 * <p>Texts, ids and times come back exactly as they were given: any Unicode but U+0000 and unpaired surrogates, times in
 * whole milliseconds. The types of {@code dev.parley.model} let nothing else in.
 *
 * <p>{@code MessageStoreContract} in the test artifact states every guarantee as a test.
 */
public interface MessageStore extends MessageLog, ReadMarkers, Inbox, RoomRecords, AutoCloseable {

    /**
     * Erases what a user has written, a part at a time: call again until the result is complete.
     *
     * <ul>
     *   <li>Entries the user sent become {@link dev.parley.model.Entry#erase()}: number, kind, target and time stay.
     *   <li>Edits by others of the user's messages become {@link dev.parley.model.Entry#eraseContent()}.
     *   <li>With the last part go the user's read markers, inbox, the log of the user's inbox room (as by
     *       {@link #resetRoom}), and every room record whose key is the user's id.
     * </ul>
     *
     * <p>Names and ids of the user in what others wrote, and in the names of direct-message rooms, stay.
     *
     * @param user the user
     * @param limit about how many entries to erase in this call, 1 to {@value MessageQuery#MAX_LIMIT}; edits by others
     *     may come on top
     * @return what was done
     * @throws StoreException if the store failed; a part may be erased, and calling again goes on
     */
    Erasure eraseUser(UserId user, int limit);

    /**
     * Tells whether the store works. Never throws, and returns within the store's own bounds on waiting.
     *
     * @return its health; not up after {@link #close}
     */
    StoreHealth health();

    /** Lets go of connections and files. Nothing that was returned is lost. Closing twice is fine. */
    @Override
    void close();
}
