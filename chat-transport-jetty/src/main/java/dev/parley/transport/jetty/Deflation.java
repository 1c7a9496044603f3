package dev.parley.transport.jetty;

import dev.parley.transport.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Whether a connection sends messages compressed. If so, the server has agreed to {@code server_no_context_takeover},
 * so that a broadcast is compressed once and its bytes are shared by all connections.
 */
enum Deflation {
    OFF,
    ON;

    /** Shorter messages do not benefit. */
    private static final int MIN_BYTES = 1024;

    private static final int FINAL = 0x80;
    private static final int RSV1 = 0x40;

    /** The frame that carries a message. */
    Frame onWire(Frame message) {
        return this == ON && message.compress() && message.size() >= MIN_BYTES ? message.deflated() : message;
    }

    static byte opCode(Frame wire) {
        return wire.isText() ? OpCode.TEXT : OpCode.BINARY;
    }

    /** The first byte of a frame's header. */
    static byte flags(Frame wire) {
        return (byte) (FINAL | (wire.isDeflated() ? RSV1 : 0) | opCode(wire));
    }

    /** Converts a frame for Jetty. */
    static org.eclipse.jetty.websocket.core.Frame jettyFrame(Frame wire) {
        var frame = new org.eclipse.jetty.websocket.core.Frame(opCode(wire), wire.payload());
        return wire.isDeflated() ? frame.setRsv1(true) : frame;
    }
}
