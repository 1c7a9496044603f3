package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Reads one kind of value and rejects every other, where Jackson would coerce it. Immutable. */
final class StrictScalar<T> extends StdScalarDeserializer<T> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Reader<T> reader;
    /** The value of a missing primitive, if components may be missing; null for other types. */
    private final transient @Nullable T zero;

    StrictScalar(Class<T> type, @Nullable T zero, Reader<T> reader) {
        super(type);
        this.zero = zero;
        this.reader = reader;
    }

    /** Reads the parser's current value. */
    @FunctionalInterface
    interface Reader<T> {

        /** Null, or an unchecked exception, if it is of another kind or does not fit. */
        @Nullable
        T read(JsonParser parser) throws IOException;
    }

    @Override
    @SuppressWarnings("unchecked") // the call throws
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        T value;
        try {
            value = reader.read(parser);
        } catch (JacksonException known) {
            throw known;
        } catch (RuntimeException misfit) {
            value = null;
        }
        return value != null ? value : (T) context.handleUnexpectedToken(_valueClass, parser);
    }

    @Override
    @SuppressWarnings("NullAway") // Jackson's null represents a JSON null
    public T getNullValue(DeserializationContext context) throws com.fasterxml.jackson.databind.JsonMappingException {
        return zero == null ? null : context.reportInputMismatch(this, "null for %s", _valueClass.getName());
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public T getAbsentValue(DeserializationContext context) {
        return zero;
    }

    @Override
    public AccessPattern getNullAccessPattern() {
        return AccessPattern.DYNAMIC;
    }
}
