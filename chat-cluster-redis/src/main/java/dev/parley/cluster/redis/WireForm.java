package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.RedisConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
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
    /** So many always fit a long. */
    private static final int MAX_DIGITS = 18;

    // The fields that are read, by their places.
    private static final int OTHER = 0;
    private static final int UID = 1;
    private static final int NAMESPACE = 2;
    private static final int TYPE = 3;
    private static final int DATA = 4;
    private static final int NUMBER = 5;
    private static final int EMITTER = 6;
    private static final int FIELDS = 7;

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
        byte[][] known = new byte[FIELDS][];
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i) instanceof byte[] name && fields.get(i + 1) instanceof byte[] value) {
                known[field(name)] = value;
            }
        }
        byte[] data = known[DATA];
        if (data != null && data.length > maxBytes) {
            throw new IllegalArgumentException("an entry of " + data.length + " bytes");
        }
        String uid = text(known[UID]);
        byte[] emitter = known[EMITTER];
        return new Head(
                uid,
                emitter == null ? uid : uid + text(emitter),
                text(known[NAMESPACE]),
                type(known[TYPE]),
                number(known[NUMBER]),
                data == null ? null : ByteBuffer.wrap(data));
    }

    private static int field(byte[] name) {
        return switch (name.length) {
            case 1 -> name[0] == 'n' ? NUMBER : name[0] == 'e' ? EMITTER : OTHER;
            case 3 -> is(name, "uid") ? UID : is(name, "nsp") ? NAMESPACE : OTHER;
            case 4 -> is(name, "data") ? DATA : is(name, "type") ? TYPE : OTHER;
            default -> OTHER;
        };
    }

    private static boolean is(byte[] name, String text) {
        for (int i = 0; i < name.length; i++) {
            if (name[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte @Nullable [] value) {
        if (value == null || value.length == 0 || value.length > MessageCodec.MAX_NAME) {
            throw new IllegalArgumentException("an entry without server or namespace");
        }
        return RedisConnection.text(value);
    }

    private static int type(byte @Nullable [] value) {
        long type = value == null ? -1 : digits(value);
        if (type < 0 || type > MAX_TYPE) {
            throw new IllegalArgumentException("an entry without a type");
        }
        return (int) type;
    }

    /** Zero for entries of servers that do not number them. */
    private static long number(byte @Nullable [] value) {
        return value == null ? 0 : digits(value);
    }

    private static long digits(byte[] value) {
        boolean good = value.length > 0 && value.length <= MAX_DIGITS;
        long number = 0;
        for (int i = 0; good && i < value.length; i++) {
            good = value[i] >= '0' && value[i] <= '9';
            number = number * 10 + value[i] - '0';
        }
        if (!good) {
            throw new IllegalArgumentException("an entry with a number that is none");
        }
        return number;
    }

    /** The message of an entry, whose id is its position. */
    static Raw entry(Head head, String id) {
        byte[] data = head.data() == null ? new byte[0] : head.data().array();
        Kind kind = Kind.of(head.type());
        if (kind != null && data.length > 0 && data[0] == '{') {
            ClusterMessage message = ClusterMessage.ofJson(head.uid(), head.namespace(), kind, data, id);
            return new Raw(head.uid(), head.namespace(), head.type(), message);
        }
        Map<String, @Nullable Object> fields = data.length == 0
                ? Map.of()
                : MessageCodec.map(data[0] == '{' ? MessageCodec.readJson(data) : packed(data));
        ClusterMessage message =
                kind == null ? null : new ClusterMessage(head.uid(), head.namespace(), kind, fields, id);
        return new Raw(head.uid(), head.namespace(), head.type(), message);
    }

    private static @Nullable Object packed(byte[] base64) {
        return MessageCodec.readPacked(Base64.getDecoder().decode(base64));
    }
}
