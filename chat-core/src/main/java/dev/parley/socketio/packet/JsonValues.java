package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.parley.socketio.json.ExactNumber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Payload values: Java's scalars and plain collections, and Jackson's trees. */
final class JsonValues {

    private JsonValues() {}

    static boolean isScalar(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof byte[]
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double;
    }

    /** Converts any object to a tree. */
    static JsonNode node(ObjectMapper mapper, @Nullable Object value) {
        if (value instanceof JsonNode node) {
            return node;
        }
        return isScalar(value) ? scalar(value) : mapper.valueToTree(value);
    }

    /** Converts a value that is neither list nor map to a tree. */
    static JsonNode scalar(@Nullable Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value == null) {
            return nodes.nullNode();
        } else if (value instanceof String text) {
            return nodes.textNode(text);
        } else if (value instanceof Integer number) {
            return nodes.numberNode(number.intValue());
        } else if (value instanceof Long number) {
            return nodes.numberNode(number.longValue());
        } else if (value instanceof Double number) {
            return ExactNumber.of(number);
        } else if (value instanceof Boolean bool) {
            return nodes.booleanNode(bool);
        } else if (value instanceof byte[] bytes) {
            return nodes.binaryNode(bytes);
        }
        throw new IllegalArgumentException(
                "not a value of a payload: " + value.getClass().getName());
    }

    /** Converts trees to lists and maps; other values are returned unchanged. */
    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof JsonNode node ? plainNode(node) : value;
    }

    private static @Nullable Object plainNode(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> null;
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node instanceof ExactNumber number ? (Number) number.doubleValue() : node.numberValue();
            case BINARY -> bytes(node);
            case POJO -> embedded(((POJONode) node).getPojo());
            case ARRAY -> list(node);
            case OBJECT -> map((ObjectNode) node);
        };
    }

    private static @Nullable Object embedded(@Nullable Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        }
        return isScalar(value) ? value : String.valueOf(value);
    }

    private static byte[] bytes(JsonNode node) {
        try {
            byte[] bytes = node.binaryValue();
            return bytes == null ? new byte[0] : bytes;
        } catch (IOException impossible) {
            throw new IllegalArgumentException("not binary", impossible);
        }
    }

    private static List<@Nullable Object> list(JsonNode node) {
        List<@Nullable Object> list = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            list.add(plainNode(item));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(ObjectNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            map.put(field.getKey(), plainNode(field.getValue()));
        }
        return map;
    }
}
