package dev.parley.engineio;

import dev.parley.transport.Frame;

/**
 * One packet from a client.
 *
 * @param type the type digit, {@code '0'} to {@code '6'}
 * @param content what follows it; for a binary message its content
 */
record InPacket(char type, Frame content) {

    static final char OPEN = '0';
    static final char CLOSE = '1';
    static final char PING = '2';
    static final char PONG = '3';
    static final char MESSAGE = '4';
    static final char UPGRADE = '5';
    static final char NOOP = '6';

    /** Whether a character is a packet type. */
    static boolean isType(char c) {
        return c >= OPEN && c <= NOOP;
    }
}
