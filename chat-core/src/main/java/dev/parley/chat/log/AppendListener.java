package dev.parley.chat.log;

import dev.parley.model.RoomName;

/** Notified of what was stored, in order, on the thread that stored it. */
public interface AppendListener {

    /** An entry is in the log: just now, or for longer if it was a repetition. */
    void stored(StoredEntry entry);

    /** A call failed: whether this room got entries is unknown. */
    void uncertain(RoomName room);
}
