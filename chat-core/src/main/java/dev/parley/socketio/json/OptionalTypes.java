package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code Optional} and its variants: empty for null and for missing values, written as null or their content. */
final class OptionalTypes {

    private OptionalTypes() {}

    static boolean isOptional(Class<?> type) {
        return type == Optional.class
                || type == OptionalInt.class
                || type == OptionalLong.class
                || type == OptionalDouble.class;
    }

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("parley-optionals");
        module.setDeserializers(new Deserializers());
        module.addSerializer(new Writer<Optional<?>>(Optional.class, value -> value.orElse(null)));
        module.addSerializer(
                new Writer<OptionalInt>(OptionalInt.class, value -> value.isPresent() ? value.getAsInt() : null));
        module.addSerializer(
                new Writer<OptionalLong>(OptionalLong.class, value -> value.isPresent() ? value.getAsLong() : null));
        module.addSerializer(new Writer<OptionalDouble>(
                OptionalDouble.class, value -> value.isPresent() ? value.getAsDouble() : null));
        return module;
    }

    private static final class Deserializers extends SimpleDeserializers {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) throws JsonMappingException {
            if (type.hasRawClass(Optional.class)) {
                return new Reader(type, type.containedTypeOrUnknown(0), Optional::of, Optional.empty(), null);
            } else if (type.hasRawClass(OptionalInt.class)) {
                JavaType content = config.constructType(Integer.class);
                return new Reader(type, content, v -> OptionalInt.of((Integer) v), OptionalInt.empty(), null);
            } else if (type.hasRawClass(OptionalLong.class)) {
                JavaType content = config.constructType(Long.class);
                return new Reader(type, content, v -> OptionalLong.of((Long) v), OptionalLong.empty(), null);
            } else if (type.hasRawClass(OptionalDouble.class)) {
                JavaType content = config.constructType(Double.class);
                return new Reader(type, content, v -> OptionalDouble.of((Double) v), OptionalDouble.empty(), null);
            }
            return super.findBeanDeserializer(type, config, description);
        }
    }

    private static final class Reader extends StdDeserializer<Object> implements ContextualDeserializer {

        @Serial
        private static final long serialVersionUID = 1L;

        private final JavaType content;
        private final transient Function<Object, Object> wrap;
        private final transient Object empty;
        private final transient @Nullable JsonDeserializer<Object> inner;

        Reader(
                JavaType type,
                JavaType content,
                Function<Object, Object> wrap,
                Object empty,
                @Nullable JsonDeserializer<Object> inner) {
            super(type);
            this.content = content;
            this.wrap = wrap;
            this.empty = empty;
            this.inner = inner;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new Reader(
                    getValueType(), content, wrap, empty, context.findContextualValueDeserializer(content, property));
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Object value = inner == null ? null : inner.deserialize(parser, context);
            return value == null ? empty : wrap.apply(value);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return empty;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return empty;
        }
    }

    private static final class Writer<T> extends StdSerializer<T> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Function<T, @Nullable Object> content;

        Writer(Class<?> type, Function<T, @Nullable Object> content) {
            super(type, false);
            this.content = content;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(content.apply(value), json);
        }
    }
}
