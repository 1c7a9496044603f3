package dev.parley.transport;

import java.util.List;

/**
 * The output half of a WebSocket connection, implemented by a binding.
 *
 * <p>Thread-safe. The engine keeps at most one {@link #send} outstanding on a connection, and calls {@link #close} and
 * {@link #abort} at any time.
 */
public interface WebSocketConnection {

    /**
     * Writes the frames in order, in one gathered write where the server can.
     *
     * <p>Never blocks. The payload bytes are shared with other connections and must not be changed; the list belongs to the
     * binding until {@code done} is completed, and may be reused by the engine afterwards.
     *
     * @param frames at least one frame
     * @param done completed when the frames have been handed to the network and the next send may follow, or when they cannot be
     *     sent because the connection is closed; may be completed before this method returns
     */
    void send(List<Frame> frames, Completion done);

    /**
     * Starts the closing handshake with a close frame behind what was sent before. Does nothing when already closing.
     *
     * @param code a close code that may stand in a close frame (RFC 6455 section 7.4), or 1005 for a close frame without code
     * @param reason at most 123 bytes in UTF-8, possibly empty
     */
    void close(int code, String reason);

    /**
     * Drops the connection at once, without a closing handshake; a send under way fails. Does nothing when already closed.
     */
    void abort();
}
