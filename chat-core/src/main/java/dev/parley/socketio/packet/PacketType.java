package dev.parley.socketio.packet;

import org.jspecify.annotations.Nullable;

/** The kinds of Socket.IO packets. Events and acks with binary attachments are the same kinds with another digit on the wire. */
public enum PacketType {
    /** A client asks for a namespace, or the server grants it. */
    CONNECT(0),
    /** One side leaves a namespace. */
    DISCONNECT(1),
    /** A named event with arguments. */
    EVENT(2),
    /** The answer to an event that asked for one. */
    ACK(3),
    /** The server refuses a namespace. */
    CONNECT_ERROR(4);

    private static final int BINARY_EVENT_CODE = 5;
    private static final int BINARY_ACK_CODE = 6;

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /**
     * The number of this kind on the wire, when no attachment follows.
     *
     * @return 0 to 4
     */
    public int code() {
        return code;
    }

    /**
     * The number of this kind on the wire, when attachments follow.
     *
     * @return 5 for events, 6 for acks
     * @throws IllegalStateException for a kind that cannot have attachments
     */
    public int binaryCode() {
        return switch (this) {
            case EVENT -> BINARY_EVENT_CODE;
            case ACK -> BINARY_ACK_CODE;
            default -> throw new IllegalStateException(this + " cannot have attachments");
        };
    }

    /**
     * The kind that a number on the wire stands for.
     *
     * @param code any number
     * @return the kind, with 5 and 6 as events and acks; null for every other number
     */
    public static @Nullable PacketType of(int code) {
        return switch (code) {
            case 0 -> CONNECT;
            case 1 -> DISCONNECT;
            case 2, BINARY_EVENT_CODE -> EVENT;
            case 3, BINARY_ACK_CODE -> ACK;
            case 4 -> CONNECT_ERROR;
            default -> null;
        };
    }
}
