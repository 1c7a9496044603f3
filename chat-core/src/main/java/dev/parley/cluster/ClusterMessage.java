package dev.parley.cluster;

import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.PacketLimits;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message of a server to others in a namespace of the cluster. Immutable and thread-safe. */
public final class ClusterMessage {

    /** Maximum nesting of the fields, themselves included. */
    static final int MAX_DEPTH = PacketLimits.DEFAULT_MAX_DEPTH - 1;

    private final String from;
    private final String namespace;
    private final Kind kind;
    private final @Nullable String position;
    private final byte @Nullable [] json;
    private final @Nullable JsonBroadcast broadcast;
    private volatile @Nullable Map<String, @Nullable Object> data;

    /**
     * Creates a message without a position.
     *
     * @param from the id of the server
     * @param namespace the namespace
     * @param kind the kind of message
     * @param data its fields
     */
    public ClusterMessage(String from, String namespace, Kind kind, Map<String, @Nullable Object> data) {
        this(from, namespace, kind, data, null);
    }

    /**
     * Creates a message.
     *
     * @param from the id of the server
     * @param namespace the namespace
     * @param kind the kind of message
     * @param data its fields as plain values: null, Boolean, Number, String, {@code byte[]}, List and Map
     * @param position where it stands in the log; null if it was not read from one
     */
    public ClusterMessage(
            String from, String namespace, Kind kind, Map<String, @Nullable Object> data, @Nullable String position) {
        this.from = Objects.requireNonNull(from, "from");
        this.namespace = Objects.requireNonNull(namespace, "namespace");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.data = Objects.requireNonNull(data, "data");
        this.position = position;
        this.json = null;
        this.broadcast = null;
    }

    private ClusterMessage(
            String from, String namespace, byte[] json, JsonBroadcast broadcast, @Nullable String position) {
        this.from = from;
        this.namespace = namespace;
        this.kind = Kind.BROADCAST;
        this.position = position;
        this.json = json;
        this.broadcast = broadcast;
    }

    /**
     * Creates a message from the JSON text of its fields. All of the text is validated. An event for sockets that requests no
     * acknowledgement is not decoded before {@link #data} asks for it: clients are sent the bytes of its arguments.
     *
     * @param from the id of the server
     * @param namespace the namespace
     * @param kind the kind of message
     * @param json an object in UTF-8, its size bounded by the caller; owned by the message, must not be modified afterwards
     * @param position where it stands in the log; null if it was not read from one
     * @return the message
     * @throws IllegalArgumentException if the text is no object, is malformed, or nests deeper than 127 levels
     */
    public static ClusterMessage ofJson(
            String from, String namespace, Kind kind, byte[] json, @Nullable String position) {
        if (kind == Kind.BROADCAST) {
            JsonBroadcast broadcast = JsonBroadcast.read(namespace, json, MAX_DEPTH);
            if (broadcast != null) {
                return new ClusterMessage(from, namespace, json, broadcast, position);
            }
        }
        return new ClusterMessage(from, namespace, kind, decoded(json), position);
    }

    private static Map<String, @Nullable Object> decoded(byte[] json) {
        return Forms.map(JsonCodec.read(json, MAX_DEPTH));
    }

    /**
     * Returns who sent it.
     *
     * @return the id of the server
     */
    public String from() {
        return from;
    }

    /**
     * Returns where it belongs.
     *
     * @return the namespace
     */
    public String namespace() {
        return namespace;
    }

    /**
     * Returns what it is.
     *
     * @return the kind of message
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns its fields, which are decoded now if need be.
     *
     * @return plain values: null, Boolean, Number, String, {@code byte[]}, List and Map
     */
    public Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> known = data;
        if (known == null) {
            known = json == null ? Map.of() : decoded(json);
            // A race decodes them twice and is harmless.
            data = known;
        }
        return known;
    }

    /**
     * Returns what answers to it name.
     *
     * @return the id of the request; null if there is none
     */
    public @Nullable String requestId() {
        return broadcast == null ? Forms.requestId(data()) : null;
    }

    /**
     * Returns where it stands in the log.
     *
     * @return the position; null if it was not read from one
     */
    public @Nullable String position() {
        return position;
    }

    /** Whether it is an event that servers of Parley skip. */
    boolean isMirrored() {
        JsonBroadcast undecoded = broadcast;
        return kind == Kind.BROADCAST && (undecoded == null ? Forms.isMirrored(data()) : undecoded.mirrored());
    }

    /** The event for sockets, undecoded; null if {@link #data} has to be read. */
    @Nullable
    JsonBroadcast broadcast() {
        return broadcast;
    }

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

        private static final Kind[] ALL = values();

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
            return code >= BROADCAST.code && code <= CLIENT_ACK.code ? ALL[code - BROADCAST.code] : null;
        }
    }

    /** Returns only origin and kind: fields may contain secrets. */
    @Override
    public String toString() {
        return kind + " of " + from + " in " + namespace;
    }
}
