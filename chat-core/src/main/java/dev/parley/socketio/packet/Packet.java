package dev.parley.socketio.packet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO packet; immutable.
 *
 * <p>Arguments of an outgoing packet are whatever the application passed, or, for a codec other than {@link JsonCodec},
 * values of the kinds listed at {@link PacketCodec}. Arguments of a received packet are values that {@link JsonCodec}
 * can convert.
 *
 * @param type the type
 * @param namespace the namespace's name, starting with {@code /}
 * @param ackId the id of the acknowledgement that is expected or given, as an unsigned 64-bit integer; null if none
 * @param event the event's name; empty unless the type is {@link PacketType#EVENT}
 * @param args the arguments of an event or ack; for other types at most one item, the payload
 */
public record Packet(
        PacketType type, String namespace, @Nullable Long ackId, String event, List<@Nullable Object> args) {

    /** The default namespace. */
    public static final String MAIN = "/";

    /**
     * Does not copy the list, which must not be modified afterwards.
     *
     * @param type the type
     * @param namespace the namespace's name
     * @param ackId the id of the acknowledgement, or null
     * @param event the event's name, or empty
     * @param args the arguments
     */
    public Packet {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(args, "args");
    }

    /**
     * Creates an event.
     *
     * @param namespace the namespace's name
     * @param ackId the id of the expected acknowledgement, or null
     * @param event the event's name
     * @param args its arguments
     * @return the packet
     */
    public static Packet event(String namespace, @Nullable Long ackId, String event, List<@Nullable Object> args) {
        return new Packet(PacketType.EVENT, namespace, ackId, event, args);
    }

    /**
     * Creates the acknowledgement of an event.
     *
     * @param namespace the namespace's name
     * @param ackId the id from the event
     * @param args the acknowledgement's arguments
     * @return the packet
     */
    public static Packet ack(String namespace, long ackId, List<@Nullable Object> args) {
        return new Packet(PacketType.ACK, namespace, ackId, "", args);
    }

    /**
     * Creates a packet of one of the other types.
     *
     * @param type the type
     * @param namespace the namespace's name
     * @param payload the payload, or null for none
     * @return the packet
     */
    public static Packet control(PacketType type, String namespace, @Nullable Object payload) {
        return new Packet(type, namespace, null, "", payload == null ? List.of() : Collections.singletonList(payload));
    }

    /**
     * Returns this packet with other arguments.
     *
     * @param others the arguments; copied
     * @return a new packet
     */
    public Packet withArgs(List<? extends @Nullable Object> others) {
        return new Packet(type, namespace, ackId, event, Collections.unmodifiableList(new ArrayList<>(others)));
    }

    /**
     * Returns the payload of a packet that has no arguments.
     *
     * @return the first item, or null if there is none
     */
    public @Nullable Object payload() {
        return args.isEmpty() ? null : args.get(0);
    }

    /** Returns only type, namespace and event name: arguments may contain secrets. */
    @Override
    public String toString() {
        return type + " " + namespace + (event.isEmpty() ? "" : " " + event) + (ackId == null ? "" : " #" + ackId);
    }
}
