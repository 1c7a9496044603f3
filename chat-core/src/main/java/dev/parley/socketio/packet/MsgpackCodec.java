package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.transport.Frame;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packets as single MessagePack messages, as {@code socket.io-msgpack-parser} writes them: a map of {@code type}, {@code nsp},
 * {@code data} and {@code id}, binary values in place.
 */
public final class MsgpackCodec implements PacketCodec {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MsgpackCodec() {}

    /**
     * The codec.
     *
     * @return a codec
     */
    public static MsgpackCodec create() {
        return new MsgpackCodec();
    }

    @Override
    public EncodedPacket encode(Packet packet) {
        ObjectNode map = NODES.objectNode();
        map.put("type", packet.type().code());
        if (packet.type() == PacketType.EVENT || packet.type() == PacketType.ACK) {
            ArrayNode data = map.putArray("data");
            if (packet.type() == PacketType.EVENT) {
                data.add(packet.event());
            }
            packet.args().forEach(value -> data.add(node(value)));
        } else if (!packet.args().isEmpty()) {
            map.set("data", node(packet.payload()));
        }
        map.put("nsp", packet.namespace());
        Long ackId = packet.ackId();
        if (ackId != null && ackId >= 0) {
            map.put("id", ackId);
        } else if (ackId != null) {
            map.put("id", new BigInteger(Long.toUnsignedString(ackId)));
        }
        return EncodedPacket.of(Frame.binary(MsgpackWriter.write(map)));
    }

    /**
     * Writes one value that is no packet, such as a message between servers.
     *
     * @param value null, Boolean, Number, String, {@code byte[]}, List or Map, nested at will
     * @return its bytes
     * @throws IllegalArgumentException for anything else, and for numbers beyond the range of MessagePack
     */
    public static ByteBuffer write(@Nullable Object value) {
        return MsgpackWriter.write(node(value));
    }

    /**
     * Reads one value that is no packet. The size of the message is bounded before, by the caller.
     *
     * @param message exactly one value, from position to limit; its position stays
     * @param maxDepth how deep arrays and maps may nest, 1 to 1,000
     * @return null, Boolean, Number, String, {@code byte[]}, List or Map
     * @throws IllegalArgumentException if the message is malformed, nested deeper, or longer than its value
     */
    public static @Nullable Object read(ByteBuffer message, int maxDepth) {
        return JsonValues.plain(MsgpackReader.read(message, new PacketLimits(0, maxDepth).maxDepth()));
    }

    private static JsonNode node(@Nullable Object value) {
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode(list.size());
            list.forEach(item -> array.add(node(item)));
            return array;
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, item) -> object.set(String.valueOf(name), node(item)));
            return object;
        } else if (value instanceof Number number) {
            return number(number);
        }
        return JsonValues.scalar(value);
    }

    private static JsonNode number(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            return NODES.numberNode(number.longValue());
        } else if (number instanceof BigInteger large
                && (large.bitLength() < Long.SIZE || (large.signum() > 0 && large.bitLength() == Long.SIZE))) {
            return NODES.numberNode(large);
        }
        double near = number.doubleValue();
        if (Double.isInfinite(near) && !(number instanceof Double) && !(number instanceof Float)) {
            throw new IllegalArgumentException("number beyond the range of MessagePack");
        }
        return NODES.numberNode(near);
    }

    @Override
    public PacketDecoder decoder(PacketLimits limits) {
        return message -> decode(message, limits);
    }

    private static Packet decode(Frame message, PacketLimits limits) {
        if (message.isText()) {
            throw new PacketException("text instead of MessagePack");
        }
        JsonNode map;
        try {
            map = MsgpackReader.read(message.payload(), limits.maxDepth() + 1);
        } catch (IllegalArgumentException malformed) {
            throw new PacketException("not MessagePack", malformed);
        }
        JsonNode code = map.get("type");
        JsonNode namespace = map.get("nsp");
        PacketType type = code == null || !code.isInt() ? null : PacketType.of(code.intValue());
        if (type == null || namespace == null || !namespace.isTextual()) {
            throw new PacketException("packet without type or namespace");
        }
        Long ackId = ackId(map.get("id"));
        JsonNode data = map.get("data");
        return switch (type) {
            case EVENT -> event(namespace.textValue(), ackId, data);
            case ACK -> ack(namespace.textValue(), ackId, data);
            case CONNECT, CONNECT_ERROR -> control(type, namespace.textValue(), data);
            case DISCONNECT -> Packet.control(type, namespace.textValue(), null);
        };
    }

    private static @Nullable Long ackId(@Nullable JsonNode id) {
        if (id == null || id.isNull()) {
            return null;
        }
        if (!id.isIntegralNumber()
                || id.bigIntegerValue().signum() < 0
                || id.bigIntegerValue().bitLength() > Long.SIZE) {
            throw new PacketException("ack number is not a number");
        }
        return id.bigIntegerValue().longValue();
    }

    private static Packet event(String namespace, @Nullable Long ackId, @Nullable JsonNode data) {
        List<@Nullable Object> values = values(data);
        if (values.isEmpty()) {
            throw new PacketException("event without a name");
        }
        String name = JsonPacketDecoder.eventName(values.get(0));
        return Packet.event(namespace, ackId, name, Collections.unmodifiableList(values.subList(1, values.size())));
    }

    private static Packet ack(String namespace, @Nullable Long ackId, @Nullable JsonNode data) {
        List<@Nullable Object> args = data == null || data.isNull() ? List.of() : values(data);
        return new Packet(PacketType.ACK, namespace, ackId, "", Collections.unmodifiableList(args));
    }

    private static Packet control(PacketType type, String namespace, @Nullable JsonNode data) {
        if (data == null || data.isNull()) {
            return Packet.control(type, namespace, null);
        }
        if (!data.isObject()) {
            throw new PacketException(type + " with a payload that is no object");
        }
        return Packet.control(type, namespace, data);
    }

    private static List<@Nullable Object> values(@Nullable JsonNode data) {
        if (data == null || !data.isArray()) {
            throw new PacketException("payload is not an array");
        }
        List<@Nullable Object> values = new ArrayList<>(data.size());
        for (JsonNode item : data) {
            values.add(item.isContainerNode() ? item : JsonValues.plain(item));
        }
        return values;
    }
}
