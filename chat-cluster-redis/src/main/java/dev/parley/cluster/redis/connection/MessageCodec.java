package dev.parley.cluster.redis.connection;

import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.socketio.packet.PacketLimits;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as the adapters of Node publish them: in JSON, or in MessagePack. What is read comes from outside: whatever does not fit is
 * an IllegalArgumentException.
 */
public final class MessageCodec {

    /** One message, of whatever type; {@code message} is null if adapters have no use for it. */
    public record Raw(
            String uid,
            String namespace,
            int type,
            @Nullable ClusterMessage message) {}

    /** The longest name of a server or namespace. */
    public static final int MAX_NAME = 4_096;

    private static final PacketLimits LIMITS = PacketLimits.defaults();

    private MessageCodec() {}

    /** The text of a value in JSON; null if there are bytes in it. */
    public static byte @Nullable [] json(@Nullable Object value) {
        return JsonCodec.write(value);
    }

    /** A value in MessagePack. */
    public static byte[] packed(@Nullable Object value) {
        return array(MsgpackCodec.write(value));
    }

    /** A value in JSON, or in MessagePack if there are bytes in it. */
    public static byte[] written(@Nullable Object value) {
        byte[] json = json(value);
        return json == null ? packed(value) : json;
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** The fields of a message. */
    public static Map<String, @Nullable Object> fields(
            String uid, String namespace, int type, Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("data", data);
        message.put("uid", uid);
        message.put("nsp", namespace);
        return message;
    }

    /** A value of JSON. */
    public static @Nullable Object readJson(byte[] text) {
        // Events of clients have an array around their values.
        return JsonCodec.read(text, LIMITS.maxDepth() - 1);
    }

    /** A value of MessagePack. */
    public static @Nullable Object readPacked(byte[] bytes) {
        return MsgpackCodec.read(ByteBuffer.wrap(bytes), LIMITS.maxDepth());
    }

    /** A value that begins as an object of JSON, or is MessagePack. */
    public static @Nullable Object read(byte[] payload, int maxBytes) {
        if (payload.length > maxBytes) {
            throw new IllegalArgumentException("a message of " + payload.length + " bytes");
        }
        return payload.length > 0 && payload[0] == '{' ? readJson(payload) : readPacked(payload);
    }

    /** A message that was published. */
    public static Raw message(byte[] payload, int maxBytes) {
        Map<String, @Nullable Object> message = map(read(payload, maxBytes));
        if (message.get("uid") instanceof String uid
                && message.get("nsp") instanceof String namespace
                && message.get("type") instanceof Number type
                && uid.length() <= MAX_NAME) {
            Map<String, @Nullable Object> data = map(message.getOrDefault("data", Map.of()));
            Kind kind = Kind.of(type.intValue());
            return new Raw(
                    uid,
                    namespace,
                    type.intValue(),
                    kind == null ? null : new ClusterMessage(uid, namespace, kind, data));
        }
        throw new IllegalArgumentException("a message without server, namespace or type");
    }

    /** The value as a map. */
    @SuppressWarnings("unchecked") // read as JSON or MessagePack: the keys of maps are texts
    public static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("no map");
    }
}
