package dev.parley.socketio.packet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Socket.IO packet; immutable.
 *
 * <p>Arguments of a packet to be sent are whatever the application gave, or, for a codec other than {@link JsonCodec}, values
 * of the kinds named at {@link PacketCodec}. Arguments of a received packet are values that {@link JsonCodec} can convert.
 *
 * @param type the kind
 * @param namespace the namespace's name, beginning with {@code /}
 * @param ackId the number under which an answer is expected or given, as an unsigned 64-bit integer; null if none
 * @param event the event's name; empty unless the kind is {@link PacketType#EVENT}
 * @param args the arguments of an event or ack; for the other kinds no item or one, the payload
 */
public record Packet(
        PacketType type, String namespace, @Nullable Long ackId, String event, List<@Nullable Object> args) {

    /** The namespace that every connection starts from. */
    public static final String MAIN = "/";

    /**
     * Takes the parts as they are; the list is not copied and must not change any more.
     *
     * @param type the kind
     * @param namespace the namespace's name
     * @param ackId the answer's number, or null
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
     * An event.
     *
     * @param namespace the namespace's name
     * @param ackId the number under which an answer is expected, or null
     * @param event the event's name
     * @param args its arguments
     * @return the packet
     */
    public static Packet event(String namespace, @Nullable Long ackId, String event, List<@Nullable Object> args) {
        return new Packet(PacketType.EVENT, namespace, ackId, event, args);
    }

    /**
     * An answer to an event.
     *
     * @param namespace the namespace's name
     * @param ackId the number that the event carried
     * @param args the answer's arguments
     * @return the packet
     */
    public static Packet ack(String namespace, long ackId, List<@Nullable Object> args) {
        return new Packet(PacketType.ACK, namespace, ackId, "", args);
    }

    /**
     * A packet of one of the other kinds.
     *
     * @param type the kind
     * @param namespace the namespace's name
     * @param payload the payload, or null for none
     * @return the packet
     */
    public static Packet control(PacketType type, String namespace, @Nullable Object payload) {
        return new Packet(type, namespace, null, "", payload == null ? List.of() : Collections.singletonList(payload));
    }

    /**
     * The same packet with other arguments.
     *
     * @param others the arguments; copied
     * @return a new packet
     */
    public Packet withArgs(List<? extends @Nullable Object> others) {
        return new Packet(type, namespace, ackId, event, Collections.unmodifiableList(new ArrayList<>(others)));
    }

    /**
     * The payload of a packet that has no arguments.
     *
     * @return the first item, or null if there is none
     */
    public @Nullable Object payload() {
        return args.isEmpty() ? null : args.get(0);
    }

    /** The kind, namespace and event name only: arguments may hold secrets. */
    @Override
    public String toString() {
        return type + " " + namespace + (event.isEmpty() ? "" : " " + event) + (ackId == null ? "" : " #" + ackId);
    }
}
