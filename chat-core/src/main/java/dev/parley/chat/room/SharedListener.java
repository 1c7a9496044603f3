package dev.parley.chat.room;

import dev.parley.chat.shared.RoomDirectory;
import dev.parley.chat.shared.SharedTables;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes on what has changed in the tables of other engines. */
record SharedListener(People people, SharedTables tables, Function<RoomName, @Nullable LiveRoom> rooms)
        implements SharedTables.Listener {

    @Override
    public void changed(String table, String key, String note) {
        UserId user = SharedPresence.user(key);
        if (user == null || RoomDirectory.isOfRooms(table)) {
            return;
        }
        if (SharedPresence.isOfUsers(table)) {
            people.changedElsewhere(user);
            return;
        }
        LiveRoom room = rooms.apply(RoomName.parse(table));
        if (room != null) {
            room.changedElsewhere(user, note);
        }
    }

    @Override
    public void loaded(String table) {
        if (RoomDirectory.isOfRooms(table)) {
            return;
        }
        if (SharedPresence.isOfUsers(table)) {
            for (String key : tables.keys(table)) {
                UserId user = SharedPresence.user(key);
                if (user != null) {
                    people.foundElsewhere(user);
                }
            }
            return;
        }
        LiveRoom room = rooms.apply(RoomName.parse(table));
        if (room != null) {
            room.foundElsewhere();
        }
    }
}
