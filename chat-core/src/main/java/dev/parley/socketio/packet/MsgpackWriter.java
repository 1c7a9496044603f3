package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.POJONode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Encodes JSON trees with binary nodes in the MessagePack format (the specification at msgpack.org, 2017 form with
 * {@code bin} and {@code str 8}).
 *
 * <p>Not thread-safe: one writer per message. Integers take their shortest form, all other numbers are 64-bit floats.
 */
final class MsgpackWriter {

    private static final int INITIAL_BYTES = 256;
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private byte[] buffer = new byte[INITIAL_BYTES];
    private int size;

    private MsgpackWriter() {}

    /**
     * Encodes a tree.
     *
     * @throws IllegalArgumentException for a node that is neither JSON nor bytes
     */
    static ByteBuffer write(JsonNode tree) {
        MsgpackWriter writer = new MsgpackWriter();
        writer.value(tree);
        return ByteBuffer.wrap(writer.buffer, 0, writer.size);
    }

    private void value(JsonNode node) {
        switch (node.getNodeType()) {
            case NULL, MISSING -> tag(0xc0);
            case BOOLEAN -> tag(node.booleanValue() ? 0xc3 : 0xc2);
            case NUMBER -> number(node);
            case STRING -> string(node.textValue());
            case ARRAY -> {
                header(node.size(), 0x90, 16, 0xdc);
                node.forEach(this::value);
            }
            case OBJECT -> {
                header(node.size(), 0x80, 16, 0xde);
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    string(field.getKey());
                    value(field.getValue());
                }
            }
            case BINARY, POJO -> bytes(node);
            default -> throw unknown(node.getNodeType());
        }
    }

    private static IllegalArgumentException unknown(JsonNodeType type) {
        return new IllegalArgumentException("not a JSON value: " + type);
    }

    private void number(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            integer(node.longValue());
        } else if (isUnsignedLong(node)) {
            tagged(0xcf, node.bigIntegerValue().longValue(), 8);
        } else {
            tag(0xcb);
            fixed(Double.doubleToRawLongBits(node.doubleValue()), Long.BYTES);
        }
    }

    private static boolean isUnsignedLong(JsonNode node) {
        return node.isBigInteger()
                && node.bigIntegerValue().signum() > 0
                && node.bigIntegerValue().bitLength() <= Long.SIZE;
    }

    private void integer(long value) {
        if (value >= -32 && value <= 0x7f) {
            fixed(value, 1);
        } else if (value >= 0) {
            unsigned(value);
        } else if (value >= Byte.MIN_VALUE) {
            tagged(0xd0, value, 1);
        } else if (value >= Short.MIN_VALUE) {
            tagged(0xd1, value, 2);
        } else if (value >= Integer.MIN_VALUE) {
            tagged(0xd2, value, 4);
        } else {
            tagged(0xd3, value, 8);
        }
    }

    private void unsigned(long value) {
        if (value <= 0xff) {
            tagged(0xcc, value, 1);
        } else if (value <= 0xffff) {
            tagged(0xcd, value, 2);
        } else if (value <= 0xffff_ffffL) {
            tagged(0xce, value, 4);
        } else {
            tagged(0xcf, value, 8);
        }
    }

    private void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length < 32) {
            tag(0xa0 | utf8.length);
        } else {
            length(utf8.length, 0xd9);
        }
        raw(utf8, 0, utf8.length);
    }

    private void bytes(JsonNode node) {
        if (node instanceof BinaryNode binary) {
            byte[] content = binary.binaryValue();
            length(content.length, 0xc4);
            raw(content, 0, content.length);
        } else if (node instanceof POJONode pojo && pojo.getPojo() instanceof ByteBuffer shared) {
            ByteBuffer content = shared.duplicate();
            int count = content.remaining();
            length(count, 0xc4);
            reserve(count);
            content.get(buffer, size, count);
            size += count;
        } else if (node instanceof POJONode pojo && pojo.getPojo() instanceof byte[] content) {
            length(content.length, 0xc4);
            raw(content, 0, content.length);
        } else {
            throw unknown(node.getNodeType());
        }
    }

    /** Writes the length of a {@code str} or {@code bin} in 8, 16 or 32 bits; the three tags are consecutive. */
    private void length(int count, int firstTag) {
        if (count <= 0xff) {
            tagged(firstTag, count, 1);
        } else if (count <= 0xffff) {
            tagged(firstTag + 1, count, 2);
        } else {
            tagged(firstTag + 2, count, 4);
        }
    }

    /** Writes the size of an array or map: in the tag itself, or in 16 or 32 bits after {@code wideTag} or the tag after it. */
    private void header(int count, int fixTag, int fixLimit, int wideTag) {
        if (count < fixLimit) {
            tag(fixTag | count);
        } else if (count <= 0xffff) {
            tagged(wideTag, count, 2);
        } else {
            tagged(wideTag + 1, count, 4);
        }
    }

    private void tag(int tag) {
        fixed(tag, 1);
    }

    private void tagged(int tag, long value, int bytes) {
        tag(tag);
        fixed(value, bytes);
    }

    private void fixed(long value, int bytes) {
        reserve(bytes);
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >> shift);
        }
    }

    private void raw(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, buffer, size, count);
        size += count;
    }

    private void reserve(int more) {
        long needed = (long) size + more;
        if (needed > MAX_BYTES) {
            throw new IllegalArgumentException("message exceeds " + MAX_BYTES + " bytes");
        }
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * buffer.length)));
        }
    }
}
