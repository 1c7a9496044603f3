package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.SavedSession;
import java.util.List;
import java.util.function.Consumer;

/** A session that was taken for a client that returns. Ends with one of its methods that change something. */
public interface Returning {

    SavedSession session();

    /**
     * Runs {@code enter} with the missed events, while no other event can be sent. Returns false, without running it, if they are not
     * all known any more, or too many.
     */
    boolean rejoin(Consumer<List<EncodedMessage>> enter);

    /** The client will not connect: its next attempt finds the same state. */
    void giveBack();
}
