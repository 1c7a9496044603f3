package demo.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What the bytes of a connection mean: HTTP at first, WebSocket after an upgrade. Called by the loop only. */
interface Protocol {

    /** Takes what it can use out of the input; the rest comes again, with more behind it. */
    void received(ByteBuffer input) throws IOException;

    /** Whether it wants more input. Otherwise the connection is not read, and the peer is slowed down. */
    boolean reading();

    /**
     * The connection is gone. Called once, last.
     *
     * @param cause what broke it, null if this side dropped it
     */
    void ended(Throwable cause);
}
