package dev.parley.store;

import dev.parley.model.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Persists a chat: the logs of all rooms, read markers, inboxes and room records.
 *
 * <p>Methods may block. The engine calls them from its own executor, never from a transport thread. It appends to one
 * room serially; all other calls are concurrent. Implementations must be thread-safe.
 *
 * <p>Every failure is a {@link StoreException} that says whether a retry can help. An argument out of range is an
 * {@link IllegalArgumentException}. After {@link #close} every method except {@link #health} fails with {@link
 * StoreException.Category#CLOSED}.
 *
 * <p>Texts, ids and times are returned exactly as given: any Unicode but U+0000 and unpaired surrogates, times in whole
 * milliseconds. The types of {@code dev.parley.model} admit nothing else.
 *
 * <p>{@code MessageStoreContract} in {@code chat-testkit} states every guarantee as a test.
 */
public interface MessageStore extends MessageLog, ReadMarkers, Inbox, RoomRecords, AutoCloseable {

    /**
     * Reads the heads of the rooms that have a record of one type and key, such as a user's conversations: most
     * recently written first, rooms with the same time in an order chosen by the store. Rooms with an empty log are
     * left out.
     *
     * <p>The default implementation reads the records and each head.
     *
     * @param type the records' type
     * @param key the records' key
     * @param after the last head of the previous page, of which room and time are used, or null to start; a room
     *     written to meanwhile is not returned again
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
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
     * Erases a user's content in steps: call again until the result is complete.
     *
     * <ul>
     * <li>Entries the user sent become {@link dev.parley.model.Entry#erase()}: sequence number, kind, target and time
     * stay.
     * <li>Edits by others of the user's messages become {@link dev.parley.model.Entry#eraseContent()}.
     * <li>The last step removes the user's read markers, inbox, the log of the user's inbox room (as by {@link
     * #resetRoom}), and every room record whose key is the user's id.
     * </ul>
     *
     * <p>The user's name and id remain in what others wrote, and in the names of direct-message rooms.
     *
     * @param user the user
     * @param limit the approximate number of entries to erase in this call, 1 to {@value MessageQuery#MAX_LIMIT}; edits
     *     by others may come on top
     * @return what was erased
     * @throws StoreException if the store failed; some entries may be erased, and calling again resumes
     */
    Erasure eraseUser(UserId user, int limit);

    /**
     * Returns the way to write entries that another store has numbered, if this store can be its archive.
     *
     * <p>The default implementation says that it cannot.
     *
     * @return the same logs as those of this store, or empty
     */
    default Optional<LogArchive> archive() {
        return Optional.empty();
    }

    /**
     * Returns whether the store works, including for writes. Never throws, and returns within about a second, whatever
     * the database does: {@link HealthProbe} helps with that. Cheap enough to be called every few seconds.
     *
     * @return its health; not up after {@link #close}
     */
    StoreHealth health();

    /** Releases connections and files. Nothing already acknowledged is lost. Idempotent. */
    @Override
    void close();
}
