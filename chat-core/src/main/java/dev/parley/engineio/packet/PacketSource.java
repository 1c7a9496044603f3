package dev.parley.engineio.packet;

import org.jspecify.annotations.Nullable;

/**
 * The packets of one request body, decoded one at a time: a body of a megabyte may have half a million, and all of them at once
 * would take many times its size. Not thread-safe.
 */
@FunctionalInterface
public interface PacketSource {

    /** The next packet, or null behind the last one. */
    @Nullable
    InPacket next() throws MalformedPacketException;
}
