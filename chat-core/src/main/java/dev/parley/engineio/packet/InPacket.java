package dev.parley.engineio.packet;

import dev.parley.transport.Frame;

/**
 * A packet received from a client.
 *
 * @param type the type digit, {@code '0'} to {@code '6'}
 * @param content the content after the type; for a binary message its content
 */
public record InPacket(char type, Frame content) {

    /** Opens a session; sent by the server only. */
    public static final char OPEN = '0';
    /** Closes the session. */
    public static final char CLOSE = '1';
    /** A heartbeat. */
    public static final char PING = '2';
    /** The answer to a heartbeat. */
    public static final char PONG = '3';
    /** A message for the layer above. */
    public static final char MESSAGE = '4';
    /** Switches to another transport. */
    public static final char UPGRADE = '5';
    /** No operation; answers a poll. */
    public static final char NOOP = '6';

    /** Whether a character is a packet type. */
    public static boolean isType(char c) {
        return c >= OPEN && c <= NOOP;
    }
}
