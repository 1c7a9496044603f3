package dev.parley.engineio.packet;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the packets of a request body one at a time: a megabyte may contain half a million, and decoding them all at
 * once would take many times its size. Not thread-safe.
 */
@FunctionalInterface
public interface PacketSource {

    /** The next packet, or null at the end. */
    @Nullable
    InPacket next() throws MalformedPacketException;
}
