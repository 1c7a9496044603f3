package dev.parley.socketio.json;

import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import java.io.Serial;
import java.util.function.Function;

/** Writes values as text from which they can be restored. Immutable. */
final class TextSerializer<T> extends ToStringSerializerBase {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Class<T> type;
    private final transient Function<T, String> text;

    TextSerializer(Class<T> type, Function<T, String> text) {
        super(type);
        this.type = type;
        this.text = text;
    }

    @Override
    public String valueToString(Object value) {
        return text.apply(type.cast(value));
    }
}
