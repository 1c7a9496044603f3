package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The logs of a store as the archive of another store, which numbers the entries: a store that is faster, and forgets.
 * What is imported is read by the methods of {@link MessageLog}, as if it had been appended here.
 *
 * <p>All methods may block, are thread-safe, and may be repeated after a failure, by whichever process.
 *
 * <p>{@code LogArchiveContract} in {@code chat-testkit} states every guarantee as a test.
 */
public interface LogArchive {

    /**
     * Writes entries under the numbers that they have. A room without a log gets one, with the epoch of its entries.
     *
     * <p>Entries that the log has, had, or lies behind (up to {@link Head#lastSeq}) are skipped: what is here, perhaps
     * erased since, stays as it is. If the log of a room has another epoch, nothing is written to it, as the result shows.
     * An entry whose {@code clientMsgId} another entry of the log has already is written without it. Conditions of drafts
     * have no meaning here.
     *
     * <p>When the call returns, the entries are on disk, if the store has one, and visible to every later read. If it
     * fails, a beginning of the entries of each room is written, without gaps, or none.
     *
     * @param entries the entries of any rooms, at most {@value MessageQuery#MAX_LIMIT}; those of one room consecutive in
     *     number, ascending, and of one epoch
     * @return the end of the log of each room among them, after the call
     * @throws IllegalArgumentException if the entries of a room are not consecutive, or begin behind the next number of its log
     * @throws StoreException if the store failed
     */
    Map<RoomName, Head> importEntries(List<Entry> entries);

    /**
     * Empties a room's log as {@link MessageLog#resetRoom} does, and starts an epoch whose name is given. Does nothing if the
     * log has that epoch.
     *
     * @param room the room
     * @param epoch the new epoch, 1 to {@value Entry#MAX_EPOCH_LENGTH} chars, never used before
     * @return the head afterwards; {@link Head#none} if the room is unknown, in which case nothing is done
     * @throws StoreException if the store failed
     */
    Head resetRoom(RoomName room, String epoch);

    /**
     * Gives a room's log another epoch while its entries keep their numbers: clients read it anew, as after a reset, and
     * find what is left of it. Does nothing if the log has that epoch. While the call runs, and after one that failed, until it
     * is repeated with the same epoch, reads may miss entries and nothing may be written to the log.
     *
     * @param room the room
     * @param epoch the new epoch, 1 to {@value Entry#MAX_EPOCH_LENGTH} chars, never used before
     * @return the head afterwards; {@link Head#none} if the room is unknown, in which case nothing is done
     * @throws StoreException if the store failed
     */
    Head renewEpoch(RoomName room, String epoch);

    /** The rules of {@link LogArchive#importEntries}, for stores that implement it. Not thread-safe. */
    final class ImportedEntries {

        private record Key(UserId sender, String clientMsgId) {}

        private ImportedEntries() {}

        /**
         * Groups entries by room and checks that those of one room belong together.
         *
         * @param entries the entries of a call
         * @return the entries of each room, ascending
         * @throws IllegalArgumentException if there are too many, or those of a room are of several epochs or not consecutive
         */
        public static Map<RoomName, List<Entry>> byRoom(List<Entry> entries) {
            MessageQuery.checkCount(entries);
            Map<RoomName, List<Entry>> rooms = new LinkedHashMap<>();
            for (Entry entry : entries) {
                List<Entry> before = rooms.computeIfAbsent(entry.room(), room -> new ArrayList<>());
                Entry last = before.isEmpty() ? null : before.get(before.size() - 1);
                if (last != null
                        && (last.seq() + 1 != entry.seq() || !last.epoch().equals(entry.epoch()))) {
                    throw new IllegalArgumentException(
                            "entry " + entry.seq() + " after " + last.seq() + " of " + entry.room());
                }
                before.add(entry);
            }
            return rooms;
        }

        /**
         * Returns what has to be written to a log.
         *
         * @param head the log's end; of a room without a log {@link Head#none}
         * @param entries consecutive entries of the room
         * @return those that follow, none if the log has another epoch
         * @throws IllegalArgumentException if entries are missing between the log and these
         */
        public static List<Entry> following(Head head, List<Entry> entries) {
            Entry first = entries.get(0);
            if (!head.epoch().isEmpty() && !head.epoch().equals(first.epoch())) {
                return List.of();
            }
            if (first.seq() > head.lastSeq() + 1) {
                throw new IllegalArgumentException(
                        "entry " + first.seq() + " of " + first.room() + ", whose log ends at " + head.lastSeq());
            }
            long known = head.lastSeq() + 1 - first.seq();
            return known >= entries.size() ? List.of() : entries.subList((int) known, entries.size());
        }

        /**
         * Takes the {@code clientMsgId} from entries that may not have it: of the same sender and room, one has it.
         *
         * @param entries entries of one room, ascending
         * @param used earlier entries of the log with any of the same {@code clientMsgId}
         * @return the entries as they have to be written
         */
        public static List<Entry> withUniqueKeys(List<Entry> entries, Iterable<Entry> used) {
            Set<Key> keys = new HashSet<>();
            used.forEach(entry -> isRepeated(entry, keys));
            List<Entry> unique = new ArrayList<>(entries.size());
            for (Entry entry : entries) {
                unique.add(isRepeated(entry, keys) ? withoutKey(entry) : entry);
            }
            return unique;
        }

        private static boolean isRepeated(Entry entry, Set<Key> keys) {
            String clientMsgId = entry.clientMsgId();
            return clientMsgId != null && !keys.add(new Key(entry.sender().id(), clientMsgId));
        }

        private static Entry withoutKey(Entry entry) {
            return new Entry(
                    entry.draft().withClientMsgId(null),
                    entry.epoch(),
                    entry.seq(),
                    entry.contentHash(),
                    entry.erased());
        }
    }
}
