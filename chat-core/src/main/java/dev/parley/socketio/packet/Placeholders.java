package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The placeholders of attachments in a payload. The recursion depth is bounded by the parser's nesting limit. */
final class Placeholders {

    private Placeholders() {}

    /** Rejects a payload with a placeholder that refers to no attachment. */
    static void check(List<@Nullable Object> values, int attachments) {
        for (Object value : values) {
            if (value instanceof JsonNode node) {
                check(node, attachments);
            }
        }
    }

    private static void check(JsonNode node, int attachments) {
        if (isPlaceholder(node)) {
            JsonNode number = node.get("num");
            if (number == null || !number.isInt() || number.intValue() < 0 || number.intValue() >= attachments) {
                throw new PacketException("placeholder without attachment");
            }
        } else {
            for (JsonNode child : node) {
                check(child, attachments);
            }
        }
    }

    /** Replaces the placeholders by the attachments; modifies the given trees. */
    static List<@Nullable Object> fill(List<@Nullable Object> values, byte[][] attachments) {
        List<@Nullable Object> filled = new ArrayList<>(values.size());
        for (Object value : values) {
            if (value instanceof JsonNode node) {
                filled.add(isPlaceholder(node) ? attachments[node.get("num").intValue()] : fill(node, attachments));
            } else {
                filled.add(value);
            }
        }
        return filled;
    }

    private static JsonNode fill(JsonNode node, byte[][] attachments) {
        if (isPlaceholder(node)) {
            return BinaryNode.valueOf(attachments[node.get("num").intValue()]);
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, fill(array.get(i), attachments));
            }
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(fill(field.getValue(), attachments));
            }
        }
        return node;
    }

    private static boolean isPlaceholder(JsonNode node) {
        JsonNode mark = node.get("_placeholder");
        return node.isObject() && mark != null && mark.isBoolean() && mark.booleanValue();
    }
}
