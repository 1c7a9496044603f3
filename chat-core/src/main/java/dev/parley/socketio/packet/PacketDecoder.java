package dev.parley.socketio.packet;

import dev.parley.transport.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets of one connection. Not thread-safe: messages are added one at a time, in wire order.
 *
 * <p>A decoder that failed cannot be used any more. Decoders are never shared between connections, so a partial packet
 * cannot leak into another one.
 */
public interface PacketDecoder {

    /**
     * Adds the next message of the connection.
     *
     * @param message an Engine.IO message, without Engine.IO's own type digit
     * @return the packet completed by it, or null if attachments are outstanding
     * @throws PacketException if the message is malformed, exceeds a limit, or is unexpected
     */
    @Nullable
    Packet add(Frame message);
}
