package dev.parley.socketio.packet;

/**
 * Turns packets into Engine.IO messages and back. Client and server must use the same codec.
 *
 * <p>The values in a packet's arguments are, in both directions: null, {@link Boolean}, {@link Number}, {@link String},
 * {@code byte[]}, {@link java.util.List} of values, and {@link java.util.Map} from {@link String} to values. (A server turns
 * the application's objects into these kinds before it calls any codec but {@link JsonCodec}, which takes objects as they
 * are.)
 *
 * <p>Implementations are thread-safe.
 */
public interface PacketCodec {

    /**
     * Encodes a packet, once for all its recipients.
     *
     * @param packet the packet; neither it nor any buffer in it is changed
     * @return its wire form, whose bytes do not change any more
     * @throws IllegalArgumentException if a value in the packet cannot be encoded
     */
    EncodedPacket encode(Packet packet);

    /**
     * Makes a decoder for one connection.
     *
     * @param limits what it must refuse
     * @return a new decoder
     */
    PacketDecoder decoder(PacketLimits limits);
}
