package demo.store;

import dev.parley.model.Entry;
import dev.parley.model.InboxItem;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import java.util.List;

/** What the journal says has happened. Applied in order, the changes give the state again. */
sealed interface Change {

    /** New entries of any rooms, each with the next number of its room. */
    record Appended(List<Entry> entries) implements Change {}

    /** A whole log, in place of what was there. */
    record Logged(RoomName room, String epoch, long purgedSeq, List<Entry> entries) implements Change {}

    /** Entries in place of those with the same numbers. */
    record Replaced(List<Entry> entries) implements Change {}

    record Purged(RoomName room, long throughSeq) implements Change {}

    record Reset(RoomName room, String epoch) implements Change {}

    record Marked(ReadMarker marker) implements Change {}

    record Notified(InboxItem item) implements Change {}

    record Acknowledged(UserId user, List<String> ids) implements Change {}

    record Recorded(RoomRecord roomRecord) implements Change {}

    record Removed(RoomName room, String type, String key) implements Change {}

    /** The version of a room's records, which the changes that made it are not kept of. */
    record Versioned(RoomName room, long version) implements Change {}

    /** The last step of an erasure: all of a user but the entries. */
    record Forgotten(UserId user, String inboxEpoch) implements Change {}
}
