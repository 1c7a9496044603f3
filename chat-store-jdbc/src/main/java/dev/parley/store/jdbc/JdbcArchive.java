package dev.parley.store.jdbc;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import dev.parley.store.LogArchive;
import dev.parley.store.LogArchive.ImportedEntries;
import dev.parley.store.StoreException;
import java.util.List;
import java.util.Map;

/** The logs of a database, written by another store that numbers the entries. */
record JdbcArchive(Database database) implements LogArchive {

    @Override
    public Map<RoomName, Head> importEntries(List<Entry> entries) {
        Map<RoomName, List<Entry>> rooms = ImportedEntries.byRoom(entries);
        try {
            return database.write(sql -> new Appends(sql, database.dialect()).importEntries(rooms));
        } catch (StoreException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof IllegalArgumentException missing) {
                    throw missing;
                }
            }
            throw failed;
        }
    }

    @Override
    public Head resetRoom(RoomName room, String epoch) {
        return new LogUpkeep(database).resetRoom(room, epoch);
    }

    @Override
    public Head renewEpoch(RoomName room, String epoch) {
        return new LogUpkeep(database).renewEpoch(room, epoch);
    }
}
