package dev.parley.socketio.packet;

import org.jspecify.annotations.Nullable;

/** The types of Socket.IO packets. Events and acks with binary attachments are the same types with another digit on the wire. */
public enum PacketType {
    /** A client connects to a namespace, or the server accepts it. */
    CONNECT(0),
    /** One side disconnects from a namespace. */
    DISCONNECT(1),
    /** A named event with arguments. */
    EVENT(2),
    /** The acknowledgement of an event. */
    ACK(3),
    /** The server refuses a connection to a namespace. */
    CONNECT_ERROR(4);

    private static final int BINARY_EVENT_CODE = 5;
    private static final int BINARY_ACK_CODE = 6;

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /**
     * Returns the digit of this type on the wire, without attachments.
     *
     * @return 0 to 4
     */
    public int code() {
        return code;
    }

    /**
     * Returns the digit of this type on the wire, with attachments.
     *
     * @return 5 for events, 6 for acks
     * @throws IllegalStateException for a type that cannot have attachments
     */
    int binaryCode() {
        return switch (this) {
            case EVENT -> BINARY_EVENT_CODE;
            case ACK -> BINARY_ACK_CODE;
            default -> throw new IllegalStateException(this + " cannot have attachments");
        };
    }

    /**
     * Returns the type for a digit on the wire.
     *
     * @param code any number
     * @return the type, with 5 and 6 as events and acks; null for every other number
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
