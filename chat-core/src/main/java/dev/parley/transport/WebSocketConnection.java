package dev.parley.transport;

import java.util.List;

/**
 * The outbound half of a WebSocket connection, implemented by a binding.
 *
 * <p>Thread-safe. The engine keeps at most one {@link #send} in flight per connection, and may call {@link #close} and
 * {@link #abort} at any time.
 */
public interface WebSocketConnection {

    /**
     * Writes the frames in order, in one gathering write if the server supports it.
     *
     * <p>Never blocks. The payload bytes are shared with other connections and must not be modified; the list belongs
     * to the binding until {@code done} is completed, and may then be reused by the engine.
     *
     * @param frames at least one frame
     * @param done completed when the frames have been handed to the network and the next send may follow, or failed if
     *     the connection is closed; may be completed before this method returns
     */
    void send(List<Frame> frames, Completion done);

    /**
     * Starts the closing handshake with a close frame after everything sent before. Does nothing if already closing.
     *
     * @param code a code that is valid in a close frame (RFC 6455 section 7.4), or 1005 for a close frame without a
     *     code
     * @param reason at most 123 bytes in UTF-8, possibly empty
     */
    void close(int code, String reason);

    /** Drops the connection immediately, without a closing handshake; a send in flight fails. Does nothing if already closed. */
    void abort();
}
