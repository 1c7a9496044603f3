package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.json.ExactNumber;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Parses JSON: scalars become Java's own values, arrays and objects trees. Immutable; shared by all connections. */
final class JsonTreeReader {

    /** For text whose nesting was bounded before. */
    static final JsonTreeReader SCANNED = new JsonTreeReader(PacketLimits.MAX_DEPTH);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonFactory factory;
    private final int maxDepth;

    JsonTreeReader(int maxDepth) {
        this.maxDepth = maxDepth;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    int maxDepth() {
        return maxDepth;
    }

    /** The single value in the text from {@code from} to its end. */
    @Nullable
    Object read(byte[] json, int from) {
        try (JsonParser parser = factory.createParser(json, from, json.length - from)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new PacketException("payload is empty");
            }
            Object value = value(parser, first);
            end(parser);
            return value;
        } catch (IOException malformed) {
            throw new PacketException("payload is not JSON", malformed);
        }
    }

    /** Calls {@code target} for each item of the single array in the text. */
    void readArray(byte[] json, int from, ItemListener target) {
        try (JsonParser parser = factory.createParser(json, from, json.length - from)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new PacketException("payload is not an array");
            }
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                target.item(value(parser, token));
            }
            end(parser);
        } catch (IOException malformed) {
            throw new PacketException("payload is not JSON", malformed);
        }
    }

    /** Receives the items of an array. */
    interface ItemListener {
        void item(@Nullable Object value);
    }

    private static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new PacketException("payload is followed by more");
        }
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new PacketException("payload ends early");
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> scalar(decimal(parser));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> array(parser);
            case START_OBJECT -> object(parser);
            default -> throw new PacketException("payload is not JSON");
        };
    }

    // The recursion depth is bounded by the parser's nesting limit.
    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(node(parser, token));
        }
        return array;
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            object.set(name, node(parser, parser.nextToken()));
        }
        return object;
    }

    private static JsonNode node(JsonParser parser, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new PacketException("payload ends early");
        }
        return switch (token) {
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case START_ARRAY -> array(parser);
            case START_OBJECT -> object(parser);
            default -> throw new PacketException("payload is not JSON");
        };
    }

    private static JsonNode decimal(JsonParser parser) throws IOException {
        try {
            return ExactNumber.of(parser.getText(), parser.getDoubleValue());
        } catch (IllegalArgumentException tooLarge) {
            throw new PacketException("number out of range", tooLarge);
        }
    }

    private static Object scalar(JsonNode number) {
        return number instanceof ExactNumber exact && exact.isCanonical() ? (Object) exact.doubleValue() : number;
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
