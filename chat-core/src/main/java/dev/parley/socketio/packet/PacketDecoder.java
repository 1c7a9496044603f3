package dev.parley.socketio.packet;

import dev.parley.transport.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets of one connection. Not thread-safe: messages are added one at a time, in wire order.
 *
 * <p>A decoder that failed is of no further use; a connection that ends takes its decoder with it, so a packet received by
 * half never leaks into another connection.
 */
public interface PacketDecoder {

    /**
     * Adds the next message of the connection.
     *
     * @param message an Engine.IO message, without Engine.IO's own type digit
     * @return the packet that is complete with it, or null when attachments are still due
     * @throws PacketException if the message is malformed, breaks a limit, or is not due
     */
    @Nullable
    Packet add(Frame message);
}
