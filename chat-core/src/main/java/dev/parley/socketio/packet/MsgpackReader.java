package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.json.ExactNumber;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Decodes a MessagePack value to a JSON tree with binary nodes.
 *
 * <p>Not thread-safe: one reader per message. Declared sizes are never trusted: nothing is allocated for elements or
 * bytes that the message cannot contain. The extension types of JavaScript encoders are supported: undefined becomes
 * null, dates become ISO text, array buffers become bytes; any other extension is malformed.
 */
final class MsgpackReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int TIMESTAMP = -1;

    private final ByteBuffer input;
    private final int maxDepth;

    private MsgpackReader(ByteBuffer input, int maxDepth) {
        this.input = input;
        this.maxDepth = maxDepth;
    }

    /**
     * Decodes a message that is exactly one value.
     *
     * @param message read from position to limit; its own position is unchanged
     * @param maxDepth the maximum nesting of arrays and maps
     * @throws IllegalArgumentException if the message is malformed, too deep, or longer than its value
     */
    static JsonNode read(ByteBuffer message, int maxDepth) {
        MsgpackReader reader = new MsgpackReader(message.duplicate(), maxDepth);
        try {
            JsonNode value = reader.value(0);
            if (reader.input.hasRemaining()) {
                throw malformed("bytes behind the value");
            }
            return value;
        } catch (BufferUnderflowException truncated) {
            throw new IllegalArgumentException("malformed MessagePack: truncated", truncated);
        }
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("malformed MessagePack: " + what);
    }

    private JsonNode value(int depth) {
        int tag = input.get() & 0xff;
        if (tag <= 0x7f) {
            return NODES.numberNode(tag);
        } else if (tag <= 0x8f) {
            return map(tag & 0x0f, depth);
        } else if (tag <= 0x9f) {
            return array(tag & 0x0f, depth);
        } else if (tag <= 0xbf) {
            return NODES.textNode(text(tag & 0x1f));
        } else if (tag >= 0xe0) {
            return NODES.numberNode((int) (byte) tag);
        } else if (tag >= 0xca && tag <= 0xd3) {
            return number(tag);
        }
        return sized(tag, depth);
    }

    private JsonNode sized(int tag, int depth) {
        return switch (tag) {
            case 0xc0 -> NODES.nullNode();
            case 0xc2 -> NODES.booleanNode(false);
            case 0xc3 -> NODES.booleanNode(true);
            case 0xc4, 0xc5, 0xc6 -> NODES.binaryNode(bytes(length(tag - 0xc4)));
            case 0xc7, 0xc8, 0xc9 -> extension(length(tag - 0xc7));
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> fixedExtension(1 << (tag - 0xd4));
            case 0xd9, 0xda, 0xdb -> NODES.textNode(text(length(tag - 0xd9)));
            case 0xdc, 0xdd -> array(length(tag - 0xdc + 1), depth);
            case 0xde, 0xdf -> map(length(tag - 0xde + 1), depth);
            default -> throw malformed("tag " + tag);
        };
    }

    private JsonNode number(int tag) {
        return switch (tag) {
            case 0xca -> ExactNumber.of(input.getFloat());
            case 0xcb -> ExactNumber.of(input.getDouble());
            case 0xcc -> NODES.numberNode(input.get() & 0xff);
            case 0xcd -> NODES.numberNode(input.getShort() & 0xffff);
            case 0xce -> NODES.numberNode(input.getInt() & 0xffff_ffffL);
            case 0xcf -> unsignedLong(input.getLong());
            case 0xd0 -> NODES.numberNode((int) input.get());
            case 0xd1 -> NODES.numberNode((int) input.getShort());
            case 0xd2 -> NODES.numberNode(input.getInt());
            default -> NODES.numberNode(input.getLong());
        };
    }

    private static JsonNode unsignedLong(long bits) {
        return bits >= 0 ? NODES.numberNode(bits) : NODES.numberNode(new BigInteger(Long.toUnsignedString(bits)));
    }

    /** Reads a length of 8, 16 or 32 bits, for a width of 0, 1 or 2. */
    private int length(int width) {
        long length = switch (width) {
            case 0 -> input.get() & 0xff;
            case 1 -> input.getShort() & 0xffff;
            default -> input.getInt() & 0xffff_ffffL;
        };
        return checked(length);
    }

    /** Every element takes at least one byte, so a size cannot exceed the remaining bytes. */
    private int checked(long count) {
        if (count > input.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) count;
    }

    private ArrayNode array(int count, int depth) {
        checkDepth(depth);
        ArrayNode array = NODES.arrayNode(checked(count));
        for (int i = 0; i < count; i++) {
            array.add(value(depth + 1));
        }
        return array;
    }

    private ObjectNode map(int count, int depth) {
        checkDepth(depth);
        checked(2L * count);
        ObjectNode map = NODES.objectNode();
        for (int i = 0; i < count; i++) {
            JsonNode key = value(depth + 1);
            if (!key.isTextual()) {
                throw malformed("a key that is not text");
            }
            map.set(key.textValue(), value(depth + 1));
        }
        return map;
    }

    private void checkDepth(int depth) {
        if (depth >= maxDepth) {
            throw new IllegalArgumentException("MessagePack nested deeper than " + maxDepth);
        }
    }

    private String text(int count) {
        ByteBuffer slice = take(count);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("malformed MessagePack: text that is not UTF-8", notUtf8);
        }
    }

    private byte[] bytes(int count) {
        byte[] content = new byte[checked(count)];
        input.get(content);
        return content;
    }

    private ByteBuffer take(int count) {
        ByteBuffer slice = input.slice(input.position(), checked(count));
        input.position(input.position() + count);
        return slice;
    }

    private JsonNode extension(int count) {
        int type = input.get();
        if (type == 0) {
            return NODES.binaryNode(bytes(count));
        }
        if (type == TIMESTAMP && count == 12) {
            long nanos = input.getInt() & 0xffff_ffffL;
            return date(input.getLong(), nanos);
        }
        throw malformed("extension type " + type);
    }

    private JsonNode fixedExtension(int count) {
        int type = input.get();
        checked(count);
        if (type == 0 && count == 1) {
            input.get();
            return NODES.nullNode();
        }
        if (type == 0 && count == 8) {
            long millis = input.getLong();
            return date(Math.floorDiv(millis, 1_000L), Math.floorMod(millis, 1_000L) * 1_000_000L);
        }
        if (type == TIMESTAMP && count == 4) {
            return date(input.getInt() & 0xffff_ffffL, 0);
        }
        if (type == TIMESTAMP && count == 8) {
            long bits = input.getLong();
            return date(bits & 0x3_ffff_ffffL, bits >>> 34);
        }
        throw malformed("extension type " + type);
    }

    private static JsonNode date(long seconds, long nanos) {
        try {
            return NODES.textNode(Instant.ofEpochSecond(seconds, nanos).toString());
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new IllegalArgumentException("malformed MessagePack: a date out of range", outOfRange);
        }
    }
}
