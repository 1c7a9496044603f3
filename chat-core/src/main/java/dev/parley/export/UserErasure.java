package dev.parley.export;

import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Erasure;
import dev.parley.store.MessageStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Erases a user's content everywhere: log, read markers, inbox, room records, and the files of the daily export.
 * Immutable and thread-safe.
 */
public final class UserErasure {

    private static final int ENTRIES_PER_CALL = 500;

    private final MessageStore store;
    private final @Nullable DailyExport export;

    /**
     * Creates an erasure.
     *
     * @param store the store of the chat
     * @param export the daily export whose files are cleaned too, or null if there is none
     */
    public UserErasure(MessageStore store, @Nullable DailyExport export) {
        this.store = store;
        this.export = export;
    }

    /**
     * What was erased.
     *
     * @param entries the number of entries whose content was erased
     * @param rooms the rooms they are in; clients there hold stale copies
     * @param files the number of exported files rewritten or deleted
     */
    public record Report(long entries, Set<RoomName> rooms, int files) {

        /**
         * Copies the rooms.
         *
         * @param entries the number of entries whose content was erased
         * @param rooms the rooms they are in
         * @param files the number of exported files rewritten or deleted
         */
        public Report {
            rooms = Set.copyOf(rooms);
        }
    }

    /**
     * Erases a user. Idempotent, and resumable after a failure.
     *
     * @param user the user
     * @return what this call erased
     * @throws IOException if an exported file cannot be changed; the store has been erased by then
     * @throws dev.parley.store.StoreException if the store failed
     */
    public Report erase(UserId user) throws IOException {
        long entries = 0;
        Set<RoomName> rooms = new HashSet<>();
        Erasure part;
        do {
            part = store.eraseUser(user, ENTRIES_PER_CALL);
            entries += part.entries();
            rooms.addAll(part.rooms());
        } while (!part.complete());
        return new Report(entries, rooms, export == null ? 0 : export.erase(user));
    }
}
