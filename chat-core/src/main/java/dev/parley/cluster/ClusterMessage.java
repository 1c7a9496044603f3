package dev.parley.cluster;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one server of a cluster tells others in a namespace.
 *
 * @param from the id of the server
 * @param namespace the namespace
 * @param kind what it is
 * @param data its members as plain values: null, Boolean, Number, String, {@code byte[]}, List and Map
 */
public record ClusterMessage(String from, String namespace, Kind kind, Map<String, @Nullable Object> data) {

    /** The kinds of messages, with the numbers that they have in the reference. */
    public enum Kind {
        /** An event for sockets; with {@code requestId} their answers are wanted. */
        BROADCAST(3),
        /** Sockets join rooms. */
        JOIN(4),
        /** Sockets leave rooms. */
        LEAVE(5),
        /** Sockets are disconnected. */
        DISCONNECT(6),
        /** Asks for sockets. */
        FETCH_SOCKETS(7),
        /** The sockets of one server. */
        SOCKETS(8),
        /** An event for servers; with {@code requestId} their answers are wanted. */
        SERVER_SIDE(9),
        /** The answer of one server. */
        SERVER_SIDE_ANSWER(10),
        /** How many sockets of one server were asked. */
        CLIENT_COUNT(11),
        /** The answer of one socket. */
        CLIENT_ACK(12);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /**
         * Its number on the wire.
         *
         * @return from 3 to 12
         */
        public int code() {
            return code;
        }

        /**
         * The kind with a number.
         *
         * @param code the number
         * @return the kind; null for numbers that say nothing to an adapter, such as heartbeats
         */
        public static @Nullable Kind of(int code) {
            return code >= BROADCAST.code && code <= CLIENT_ACK.code ? values()[code - BROADCAST.code] : null;
        }
    }

    /** Whose and which only: members may hold secrets. */
    @Override
    public String toString() {
        return kind + " of " + from + " in " + namespace;
    }
}
