package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code Object} as the plain values for untyped listeners. The depth is bounded by the parser of the text. */
final class UntypedReader extends StdDeserializer<Object> {

    @Serial
    private static final long serialVersionUID = 1L;

    UntypedReader() {
        super(Object.class);
    }

    @Override
    @SuppressWarnings("NullAway") // null represents a JSON null
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return value(parser, context);
    }

    @Override
    public Object deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer typed)
            throws IOException {
        return typed.deserializeTypedFromAny(parser, context);
    }

    private static @Nullable Object value(JsonParser parser, DeserializationContext context) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> PayloadNumbers.any(parser);
            case VALUE_EMBEDDED_OBJECT -> parser.getBinaryValue();
            case START_ARRAY -> list(parser, context);
            case START_OBJECT, FIELD_NAME -> map(parser, context);
            default -> context.handleUnexpectedToken(Object.class, parser);
        };
    }

    private static List<@Nullable Object> list(JsonParser parser, DeserializationContext context) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, context));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(JsonParser parser, DeserializationContext context)
            throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        String name = parser.hasToken(JsonToken.START_OBJECT) ? parser.nextFieldName() : parser.currentName();
        for (; name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            map.put(name, value(parser, context));
        }
        return map;
    }
}
