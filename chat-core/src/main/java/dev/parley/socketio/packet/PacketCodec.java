package dev.parley.socketio.packet;

/**
 * Converts packets to and from Engine.IO messages. Client and server must use the same codec.
 *
 * <p>The values in a packet's arguments are, in both directions: null, {@link Boolean}, {@link Number}, {@link String},
 * {@code byte[]}, {@link java.util.List} of values, and {@link java.util.Map} from {@link String} to values. (A server
 * converts the application's objects to these kinds before it calls any codec except {@link JsonCodec}, which accepts
 * arbitrary objects.)
 *
 * <p>Implementations are thread-safe.
 */
public interface PacketCodec {

    /**
     * Encodes a packet, once for all its recipients.
     *
     * @param packet the packet; neither it nor any buffer in it is modified
     * @return its wire form, whose bytes do not change afterwards
     * @throws IllegalArgumentException if a value in the packet cannot be encoded
     */
    EncodedPacket encode(Packet packet);

    /**
     * Creates a decoder for one connection.
     *
     * @param limits the limits to enforce
     * @return a new decoder
     */
    PacketDecoder decoder(PacketLimits limits);
}
