package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.parley.socketio.json.JsonScanner;
import dev.parley.socketio.json.MisfitException;
import dev.parley.socketio.json.PayloadMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The default codec: JSON text, with every {@code byte[]} and {@link java.nio.ByteBuffer} of a payload, at any depth
 * and in records too, as a binary attachment. It also converts payload values to and from Java types, whatever codec is
 * on the wire.
 *
 * <p>Thread-safe. This is the only place where an application configures Jackson.
 */
public final class JsonCodec implements PacketCodec {

    private static final JsonCodec STANDARD = new JsonCodec(PayloadMapper.create(false));
    private static final JsonCodec MISSING_ALLOWED = new JsonCodec(PayloadMapper.create(true));

    private final ObjectMapper mapper;
    private final JsonPacketEncoder encoder;
    private final ConcurrentMap<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    // Shared by all decoders of the same depth; a race creates it twice and is harmless.
    private volatile @Nullable JsonTreeReader treeReader;

    private JsonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
        this.encoder = new JsonPacketEncoder(mapper);
    }

    /**
     * Returns a codec with Parley's own settings. Values are never coerced to a different kind: text is not a number,
     * 3.7 not an integer, 300 not a byte, a number not an enum constant; {@code java.time} values are ISO text. The
     * components of a record must be present, if only as null, unless they are an {@code Optional} or marked {@code
     * Nullable}; a primitive cannot be null. Unknown properties are ignored. docs/socketio.md has a table of all types.
     *
     * @return the codec
     */
    public static JsonCodec standard() {
        return STANDARD;
    }

    /**
     * Returns a codec like {@link #standard}, but with optional record components: missing ones are null, 0, false or
     * empty.
     *
     * @return the codec
     */
    public static JsonCodec allowingMissing() {
        return MISSING_ALLOWED;
    }

    /**
     * Returns a codec that converts with the application's own mapper.
     *
     * @param mapper converts payloads to and from Java types; fully configured, not modified here, and not to be
     *     modified later
     * @return the codec
     */
    public static JsonCodec of(ObjectMapper mapper) {
        return new JsonCodec(Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public EncodedPacket encode(Packet packet) {
        return encoder.encode(packet);
    }

    @Override
    public PacketDecoder decoder(PacketLimits limits) {
        JsonTreeReader reader = treeReader;
        if (reader == null || reader.maxDepth() != limits.maxDepth()) {
            reader = new JsonTreeReader(limits.maxDepth());
            treeReader = reader;
        }
        return new JsonPacketDecoder(reader, limits);
    }

    /**
     * Converts a value of a received packet to a Java type.
     *
     * @param <T> the type
     * @param value a value from {@link Packet#args()}
     * @param type a class, record or enum
     * @return the value as that type; null only for null
     * @throws IllegalArgumentException if the value does not fit the type
     */
    @SuppressWarnings("unchecked") // guarded by the instance check, or created by a reader of that very type
    public <T> @Nullable T convert(@Nullable Object value, Class<T> type) {
        return (T) convert(value, (Type) type);
    }

    /**
     * Converts a value of a received packet to a generic Java type.
     *
     * @param value a value from {@link Packet#args()}
     * @param type any type
     * @return the value as that type; null only for null
     * @throws IllegalArgumentException if the value does not fit the type
     */
    public @Nullable Object convert(@Nullable Object value, Type type) {
        if (value == null) {
            return null;
        }
        if (type == value.getClass()) {
            return value;
        }
        if (type == Object.class) {
            return JsonValues.plain(value);
        }
        try {
            JsonNode node = value instanceof JsonNode tree ? tree : JsonValues.node(mapper, value);
            return reader(type).readValue(node);
        } catch (IOException | RuntimeException misfit) {
            throw new MisfitException(type, misfit);
        }
    }

    /**
     * Converts a value to one of the kinds listed at {@link PacketCodec}.
     *
     * @param value a value from {@link Packet#args()}, or any object that the mapper can serialise
     * @return null, Boolean, Number, String, {@code byte[]}, List or Map
     * @throws IllegalArgumentException if the mapper cannot serialise it
     */
    public @Nullable Object plain(@Nullable Object value) {
        return JsonValues.isScalar(value) ? value : JsonValues.plain(JsonValues.node(mapper, value));
    }

    /**
     * Converts the arguments of a packet to the kinds listed at {@link PacketCodec}.
     *
     * @param packet any packet
     * @return the same packet with plain arguments
     */
    public Packet plain(Packet packet) {
        List<@Nullable Object> values = new ArrayList<>(packet.args().size());
        for (Object value : packet.args()) {
            values.add(plain(value));
        }
        return packet.withArgs(values);
    }

    /**
     * Writes one value that is no packet, as {@link #standard} writes it.
     *
     * @param value null, Boolean, Number, String, {@code byte[]}, List or Map, nested at will
     * @return its text in UTF-8; null if there are bytes in it, for which JSON has no form
     * @throws IllegalArgumentException for anything else
     */
    public static byte @Nullable [] write(@Nullable Object value) {
        EncodedPacket packet = STANDARD.encode(Packet.ack(Packet.MAIN, 0, Collections.singletonList(value)));
        if (!packet.attachments().isEmpty()) {
            return null;
        }
        // The packet is 30[…].
        ByteBuffer text = packet.head().payload();
        byte[] json = new byte[text.remaining() - 4];
        text.position(text.position() + 3).get(json);
        return json;
    }

    /**
     * Reads one value that is no packet. The size of the text is bounded before, by the caller.
     *
     * @param json exactly one value in UTF-8; not modified
     * @param maxDepth how deep arrays and objects may nest, 1 to 1,000
     * @return null, Boolean, Number, String, List or Map
     * @throws IllegalArgumentException if the text is malformed, nested deeper, or longer than its value
     */
    public static @Nullable Object read(byte[] json, int maxDepth) {
        JsonScanner scanner = new JsonScanner(json, 0, json.length, new PacketLimits(0, maxDepth).maxDepth());
        scanner.value();
        scanner.end();
        try {
            return JsonValues.plain(JsonTreeReader.SCANNED.read(json, 0));
        } catch (PacketException malformed) {
            throw new IllegalArgumentException("malformed JSON", malformed);
        }
    }

    private ObjectReader reader(Type type) {
        ObjectReader known = readers.get(type);
        if (known != null) {
            return known;
        }
        JavaType javaType = mapper.constructType(type);
        ObjectReader made = mapper.readerFor(javaType);
        readers.put(type, made);
        return made;
    }
}
