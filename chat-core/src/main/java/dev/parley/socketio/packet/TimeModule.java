package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.function.Function;

/** {@code java.time} values as ISO text, without another dependency. */
final class TimeModule {

    private TimeModule() {}

    static SimpleModule create() {
        SimpleModule module = new SimpleModule("parley-time");
        add(module, Instant.class, Instant::parse);
        add(module, Duration.class, Duration::parse);
        add(module, LocalDate.class, LocalDate::parse);
        add(module, LocalDateTime.class, LocalDateTime::parse);
        add(module, OffsetDateTime.class, OffsetDateTime::parse);
        add(module, ZonedDateTime.class, ZonedDateTime::parse);
        return module;
    }

    private static <T> void add(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new Parsed<>(type, parse));
    }

    private static final class Parsed<T> extends FromStringDeserializer<T> {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        Parsed(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return super.deserialize(parser, context);
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) {
            return parse.apply(value);
        }
    }
}
