package dev.parley.store;

import dev.parley.model.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * Reads the heads of the rooms that have a record with one type and key, such as a user's conversations: the room that was written
     * to last first, rooms of one millisecond in an order of the store's own. Rooms in whose log nothing is kept are left out.
     *
     * <p>Unless a store does better, this reads the records and each head.
     *
     * @param type the records' type
     * @param key the records' key
     * @param after the last head of the page before, of which room and time are looked at, or null to begin; a room that was written to
     *     meanwhile is not met again
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the heads, each with a time
     * @throws StoreException if the store failed
     */
    default List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        MessageQuery.checkLimit(limit);
        List<Head> heads =
                recordsWith(type, key).stream().map(found -> head(found.room())).toList();
        return LatestHeads.page(heads, after, limit);
    }

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
     * @throws StoreException if the store failed; a part may be erased, and calling again resumes
     */
    Erasure eraseUser(UserId user, int limit);

    /**
     * Returns whether the store works, for writing too. Never throws, and returns within about a second, whatever the database does:
     * {@link HealthProbe} helps with that. Cheap enough to be asked every few seconds.
     *
     * @return its health; not up after {@link #close}
     */
    StoreHealth health();

    /** Lets go of connections and files. Nothing that was returned is lost. Closing twice is fine. */
    @Override
    void close();
}
