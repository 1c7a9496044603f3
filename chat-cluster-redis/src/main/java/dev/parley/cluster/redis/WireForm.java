package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.RedisConnection.bytes;

import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketException;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as {@code @socket.io/redis-streams-adapter} writes them. What is read comes from outside: whatever does not fit is an
 * IllegalArgumentException.
 */
final class WireForm {

    /** One message, of whatever type. */
    record Raw(String uid, String namespace, int type, Map<String, @Nullable Object> data) {}

    /** The fields of an entry, before its data are read. */
    record Head(
            String uid,
            String namespace,
            int type,
            long number,
            @Nullable ByteBuffer data) {}

    private static final int MAX_FIELDS = 64;
    private static final int MAX_NAME = 4_096;
    private static final int MAX_TYPE = 1_000;
    private static final PacketLimits LIMITS = PacketLimits.defaults();

    /** The version of what Parley adds to entries. */
    private static final byte[] VERSION = bytes("p1");

    private static final byte[] BEFORE = bytes("30[");

    private WireForm() {}

    /** The arguments of XADD; {@code data} is null for heartbeats. */
    static List<byte[]> entry(
            Outgoing.Key key, int maxLength, String namespace, int type, @Nullable Map<String, @Nullable Object> data) {
        List<byte[]> args = new ArrayList<>(List.of(
                bytes(key.stream()),
                bytes("MAXLEN"),
                bytes("~"),
                bytes(maxLength),
                bytes("*"),
                bytes("uid"),
                bytes(key.uid()),
                bytes("nsp"),
                bytes(namespace),
                bytes("type"),
                bytes(type)));
        if (data != null) {
            args.add(bytes("data"));
            args.add(data(data));
        }
        args.addAll(List.of(bytes("n"), bytes(key.number()), bytes("v"), VERSION));
        return args;
    }

    /** JSON, or MessagePack in base64 if there are bytes in it. */
    private static byte[] data(Map<String, @Nullable Object> data) {
        EncodedPacket packet = JsonCodec.standard().encode(Packet.ack(Packet.MAIN, 0, List.of(data)));
        if (!packet.attachments().isEmpty()) {
            return Base64.getEncoder().encode(array(MsgpackCodec.write(data)));
        }
        ByteBuffer json = packet.head().payload();
        // The packet is 30[…].
        json.position(json.position() + BEFORE.length).limit(json.limit() - 1);
        return array(json);
    }

    /** A message that is published. */
    static byte[] message(String uid, String namespace, int type, Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("data", data);
        message.put("uid", uid);
        message.put("nsp", namespace);
        return array(MsgpackCodec.write(message));
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static Head head(List<?> fields, int maxBytes) {
        if (fields.size() > MAX_FIELDS) {
            throw new IllegalArgumentException("an entry with " + fields.size() / 2 + " fields");
        }
        Map<String, byte[]> known = new LinkedHashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i) instanceof byte[] name && name.length <= 4 && fields.get(i + 1) instanceof byte[] value) {
                known.put(RedisConnection.text(name), value);
            }
        }
        byte[] data = known.get("data");
        if (data != null && data.length > maxBytes) {
            throw new IllegalArgumentException("an entry of " + data.length + " bytes");
        }
        return new Head(
                text(known.get("uid")),
                text(known.get("nsp")),
                type(known.get("type")),
                number(known.get("n")),
                data == null ? null : ByteBuffer.wrap(data));
    }

    private static String text(byte @Nullable [] value) {
        if (value == null || value.length == 0 || value.length > MAX_NAME) {
            throw new IllegalArgumentException("an entry without server or namespace");
        }
        return RedisConnection.text(value);
    }

    private static int type(byte @Nullable [] value) {
        long type = value == null || value.length > 4 ? -1 : Long.parseLong(RedisConnection.text(value));
        if (type < 0 || type > MAX_TYPE) {
            throw new IllegalArgumentException("an entry without a type");
        }
        return (int) type;
    }

    /** Zero for entries of servers that do not number them. */
    private static long number(byte @Nullable [] value) {
        return value == null ? 0 : Long.parseLong(RedisConnection.text(value));
    }

    static Raw entry(Head head) {
        byte[] data = head.data() == null ? new byte[0] : head.data().array();
        return new Raw(
                head.uid(),
                head.namespace(),
                head.type(),
                data.length == 0 ? Map.of() : map(data[0] == '{' ? json(data) : packed(data)));
    }

    private static @Nullable Object packed(byte[] base64) {
        return MsgpackCodec.read(ByteBuffer.wrap(Base64.getDecoder().decode(base64)), LIMITS.maxDepth());
    }

    private static @Nullable Object json(byte[] text) {
        ByteBuffer packet = ByteBuffer.allocate(BEFORE.length + text.length + 1);
        packet.put(BEFORE).put(text).put((byte) ']').flip();
        try {
            Packet read = JsonCodec.standard().decoder(LIMITS).add(Frame.utf8(packet));
            if (read == null || read.args().size() != 1) {
                throw new IllegalArgumentException("an entry whose data are not one value");
            }
            return JsonCodec.standard().plain(read).args().get(0);
        } catch (PacketException malformed) {
            throw new IllegalArgumentException("an entry whose data are not JSON", malformed);
        }
    }

    /** A message that was published. */
    static Raw message(byte[] payload, int maxBytes) {
        if (payload.length > maxBytes) {
            throw new IllegalArgumentException("a message of " + payload.length + " bytes");
        }
        Map<String, @Nullable Object> message = map(MsgpackCodec.read(ByteBuffer.wrap(payload), LIMITS.maxDepth()));
        if (message.get("uid") instanceof String uid
                && message.get("nsp") instanceof String namespace
                && message.get("type") instanceof Number type
                && uid.length() <= MAX_NAME) {
            return new Raw(uid, namespace, type.intValue(), map(message.getOrDefault("data", Map.of())));
        }
        throw new IllegalArgumentException("a message without server, namespace or type");
    }

    @SuppressWarnings("unchecked") // read as JSON or MessagePack: the keys of maps are texts
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("no map");
    }
}
