package dev.parley.chat.room;

import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.shared.Listing;
import dev.parley.chat.shared.RoomDirectory;
import dev.parley.chat.shared.SharedTables;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who is in a room through which engine: a table for each room, with copies of those in memory. Stateless. */
final class SharedRooms {

    private final SharedTables tables;
    private final RoomDirectory directory;

    SharedRooms(SharedTables tables, RoomDirectory directory) {
        this.tables = tables;
        this.directory = directory;
    }

    /** How many users are seen in a room here. */
    void count(RoomName room, int users) {
        directory.count(room, users);
    }

    /** The rooms that users are seen in elsewhere, by name, with their number. */
    SortedMap<String, Integer> elsewhere() {
        return directory.elsewhere();
    }

    private static String table(RoomName room) {
        return room.key();
    }

    /** Begins to keep the list of a room; completes when it is known, or cannot be. */
    CompletionStage<?> watch(RoomName room) {
        return tables.watch(table(room));
    }

    void forget(RoomName room) {
        tables.forget(table(room));
    }

    /** Whether the list of a room is known. */
    boolean isKnown(RoomName room) {
        return tables.isKnown(table(room));
    }

    /** How a member is listed: others see it or not, and know the first connection. */
    static Listing listing(User user, boolean shown, String first) {
        return new Listing(0, shown ? PresenceStatus.ONLINE : PresenceStatus.INVISIBLE, user.name(), first);
    }

    /** A user is in the room here. */
    void put(RoomName room, UserId user, Listing listing) {
        tables.put(table(room), user.value(), listing.write());
    }

    /** A user is not in the room here any more; the listener of the tables hears when that is so everywhere. */
    void remove(RoomName room, UserId user, Listing last, String reason) {
        tables.remove(table(room), user.value(), last.write(), reason, false);
    }

    /** How others see a user in the room elsewhere; null if they do not. */
    @Nullable
    Listing elsewhere(RoomName room, UserId user) {
        return Listing.visible(tables.values(table(room), user.value()));
    }

    /** All whom others see in the room elsewhere. */
    Map<UserId, Listing> elsewhere(RoomName room) {
        Map<UserId, Listing> all = new HashMap<>();
        for (String key : tables.keys(table(room))) {
            UserId user = SharedPresence.user(key);
            Listing listing = user == null ? null : elsewhere(room, user);
            if (user != null && listing != null) {
                all.put(user, listing);
            }
        }
        return all;
    }
}
