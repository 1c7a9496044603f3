package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Reads an array of a primitive type, with each element as strict as a single value. Immutable. */
final class PrimitiveArray<T> extends StdDeserializer<Object> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final StrictScalar<T> element;

    PrimitiveArray(StrictScalar<T> element) {
        super(element.handledType().arrayType());
        this.element = element;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.isExpectedStartArrayToken()) {
            return context.handleUnexpectedToken(_valueClass, parser);
        }
        List<T> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean missing = parser.hasToken(JsonToken.VALUE_NULL);
            values.add(missing ? element.getNullValue(context) : element.deserialize(parser, context));
        }
        Object array = Array.newInstance(_valueClass.getComponentType(), values.size());
        for (int i = 0; i < values.size(); i++) {
            Array.set(array, i, values.get(i));
        }
        return array;
    }
}
