package dev.parley.cluster;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of a server to others in a namespace of the cluster.
 *
 * @param from the id of the server
 * @param namespace the namespace
 * @param kind the kind of message
 * @param data its fields as plain values: null, Boolean, Number, String, {@code byte[]}, List and Map
 */
public record ClusterMessage(String from, String namespace, Kind kind, Map<String, @Nullable Object> data) {

    /** The kinds of messages, with their numbers in the reference. */
    public enum Kind {
        /** An event for sockets; with {@code requestId} acknowledgements are requested. */
        BROADCAST(3),
        /** Sockets join rooms. */
        JOIN(4),
        /** Sockets leave rooms. */
        LEAVE(5),
        /** Sockets are disconnected. */
        DISCONNECT(6),
        /** Requests sockets. */
        FETCH_SOCKETS(7),
        /** The sockets of one server. */
        SOCKETS(8),
        /** An event for servers; with {@code requestId} acknowledgements are requested. */
        SERVER_SIDE(9),
        /** The acknowledgement of one server. */
        SERVER_SIDE_ANSWER(10),
        /** The number of a server's sockets that were addressed. */
        CLIENT_COUNT(11),
        /** The acknowledgement of one socket. */
        CLIENT_ACK(12);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /**
         * Returns its number on the wire.
         *
         * @return from 3 to 12
         */
        public int code() {
            return code;
        }

        /**
         * Returns the kind with a number.
         *
         * @param code the number
         * @return the kind; null for numbers irrelevant to adapters, such as heartbeats
         */
        public static @Nullable Kind of(int code) {
            return code >= BROADCAST.code && code <= CLIENT_ACK.code ? values()[code - BROADCAST.code] : null;
        }
    }

    /** Returns only origin and kind: fields may contain secrets. */
    @Override
    public String toString() {
        return kind + " of " + from + " in " + namespace;
    }
}
