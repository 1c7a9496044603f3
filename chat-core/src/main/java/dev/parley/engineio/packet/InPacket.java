package dev.parley.engineio.packet;

import dev.parley.transport.Frame;

/**
 * One packet from a client.
 *
 * @param type the type digit, {@code '0'} to {@code '6'}
 * @param content what follows it; for a binary message its content
 */
public record InPacket(char type, Frame content) {

    /** The first packet of a session; of the server only. */
    public static final char OPEN = '0';
    /** The end of the session. */
    public static final char CLOSE = '1';
    /** A heartbeat. */
    public static final char PING = '2';
    /** The answer to one. */
    public static final char PONG = '3';
    /** What the layer above gets. */
    public static final char MESSAGE = '4';
    /** The switch to another transport. */
    public static final char UPGRADE = '5';
    /** Nothing; it answers a poll. */
    public static final char NOOP = '6';

    /** Whether a character is a packet type. */
    public static boolean isType(char c) {
        return c >= OPEN && c <= NOOP;
    }
}
