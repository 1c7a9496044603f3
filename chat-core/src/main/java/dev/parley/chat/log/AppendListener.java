package dev.parley.chat.log;

import dev.parley.model.RoomName;

/** Notified of stored entries, in order, on the thread that stored them. */
public interface AppendListener {

    /** An entry is in the log: newly appended, or already there if it was a duplicate. */
    void stored(StoredEntry entry);

    /** A draft for this room was stale: others have written to it, perhaps through another engine. */
    void overtaken(RoomName room);

    /** A call failed: it is unknown whether this room's entries were stored. */
    void uncertain(RoomName room);
}
