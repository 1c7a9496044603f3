package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.RedisConnection;
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

    /** The fields of an entry, before its data are read. */
    record Head(
            String uid,
            String origin,
            String namespace,
            int type,
            long number,
            @Nullable ByteBuffer data) {}

    private static final int MAX_FIELDS = 64;
    private static final int MAX_TYPE = 1_000;

    /** The version of what Parley adds to entries. */
    private static final byte[] VERSION = bytes("p1");

    private WireForm() {}

    /** The arguments of XADD; {@code data} is null for heartbeats. */
    static List<byte[]> entry(
            Outgoing.Key key, int maxLength, String namespace, int type, @Nullable Map<String, @Nullable Object> data) {
        // Emitters have one id, and number what each of them sends.
        String uid = key.uid().startsWith(Emitter.ID) ? Emitter.ID : key.uid();
        List<byte[]> args = new ArrayList<>(List.of(
                bytes(key.stream()),
                bytes("MAXLEN"),
                bytes("~"),
                bytes(maxLength),
                bytes("*"),
                bytes("uid"),
                bytes(uid),
                bytes("nsp"),
                bytes(namespace),
                bytes("type"),
                bytes(type)));
        if (data != null) {
            args.add(bytes("data"));
            args.add(data(data));
        }
        if (!uid.equals(key.uid())) {
            args.addAll(List.of(bytes("e"), bytes(key.uid().substring(uid.length()))));
        }
        args.addAll(List.of(bytes("n"), bytes(key.number()), bytes("v"), VERSION));
        return args;
    }

    /** JSON, or MessagePack in base64 if there are bytes in it. */
    private static byte[] data(Map<String, @Nullable Object> data) {
        byte[] json = MessageCodec.json(data);
        return json == null ? Base64.getEncoder().encode(MessageCodec.packed(data)) : json;
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
        String uid = text(known.get("uid"));
        byte[] emitter = known.get("e");
        return new Head(
                uid,
                emitter == null ? uid : uid + text(emitter),
                text(known.get("nsp")),
                type(known.get("type")),
                number(known.get("n")),
                data == null ? null : ByteBuffer.wrap(data));
    }

    private static String text(byte @Nullable [] value) {
        if (value == null || value.length == 0 || value.length > MessageCodec.MAX_NAME) {
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
                data.length == 0
                        ? Map.of()
                        : MessageCodec.map(data[0] == '{' ? MessageCodec.readJson(data) : packed(data)));
    }

    private static @Nullable Object packed(byte[] base64) {
        return MessageCodec.readPacked(Base64.getDecoder().decode(base64));
    }
}
