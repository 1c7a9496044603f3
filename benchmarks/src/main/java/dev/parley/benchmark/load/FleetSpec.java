package dev.parley.benchmark.load;

/**
 * The composition of a fleet.
 *
 * @param rooms number of rooms
 * @param members clients per room
 * @param senders how many of them send
 * @param polling how many of them poll instead of using WebSocket; the last ones, so that senders poll last
 * @param payloadBytes length of every fourth padded text, the others having at most 64 bytes; length of every other text
 * @param joins whether clients join their room; if not, a client is ready once connected
 * @param underWay how many clients connect concurrently
 * @param text the content of messages
 */
public record FleetSpec(
        int rooms, int members, int senders, int polling, int payloadBytes, boolean joins, int underWay, Text text) {
    /** What messages carry, and how clients take them. */
    public enum Text {
        /** The same letter again and again. */
        PADDED,
        /** A JSON document. */
        JSON,
        /** A JSON document, with permessage-deflate. */
        JSON_DEFLATED,
        /** The same letter again and again, as messages of a chat, which are acknowledged. */
        CHAT
    }

    private static final int DEFAULT_PAYLOAD = 64;
    private static final int DEFAULT_UNDER_WAY = 256;

    public FleetSpec {
        if (rooms < 1 || members < 1 || senders > members || polling > members || underWay < 1) {
            throw new IllegalArgumentException("impossible fleet");
        }
    }

    /** Rooms of WebSocket clients with 64-byte texts. */
    public static FleetSpec rooms(int rooms, int members, int senders) {
        return new FleetSpec(rooms, members, senders, 0, DEFAULT_PAYLOAD, true, DEFAULT_UNDER_WAY, Text.PADDED);
    }

    /** Clients that connect and then stay silent, in no room. */
    public static FleetSpec silent(int clients) {
        return new FleetSpec(1, clients, 0, 0, DEFAULT_PAYLOAD, false, DEFAULT_UNDER_WAY, Text.PADDED);
    }

    /** Returns this fleet with some members polling. */
    public FleetSpec withPolling(int count) {
        return new FleetSpec(rooms, members, senders, count, payloadBytes, joins, underWay, text);
    }

    /** Returns this fleet with another length of every fourth text. */
    public FleetSpec withPayload(int bytes) {
        return new FleetSpec(rooms, members, senders, polling, bytes, joins, underWay, text);
    }

    /** The same with another text of the given length in every message. */
    public FleetSpec withText(Text other, int bytes) {
        return new FleetSpec(rooms, members, senders, polling, bytes, joins, underWay, other);
    }

    /** The total number of clients. */
    public int clients() {
        return rooms * members;
    }
}
