package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.EnumDeserializer;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import java.io.IOException;
import java.io.Serial;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.Date;
import java.util.function.Predicate;

/**
 * Restricts types that Jackson reads too leniently: texts from numbers, dates from numbers and odd texts, constants
 * with surrounding blanks, two spellings of one key. Here they are read only from what they are written as.
 */
final class StandardTypes extends BeanDeserializerModifier {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription description, JsonDeserializer<?> reader) {
        Class<?> type = description.getBeanClass();
        if (reader instanceof StrictScalar) {
            return reader;
        } else if (type == Class.class) {
            return new Checked(reader, text -> false, false);
        } else if (Date.class.isAssignableFrom(type) || Calendar.class.isAssignableFrom(type)) {
            return new Checked(reader, StandardTypes::isTime, false);
        }
        return reader instanceof FromStringDeserializer ? new Checked(reader, text -> true, false) : reader;
    }

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(
            DeserializationConfig config, JavaType type, BeanDescription description, JsonDeserializer<?> reader) {
        return reader instanceof EnumDeserializer
                ? new Checked(reader, text -> text.equals(text.trim()), true)
                : reader;
    }

    /** Text is not binary, although Jackson would accept it as base64. */
    @Override
    public JsonDeserializer<?> modifyArrayDeserializer(
            DeserializationConfig config, ArrayType type, BeanDescription description, JsonDeserializer<?> reader) {
        return type.getContentType().hasRawClass(Byte.class) ? new Checked(reader, text -> false, true) : reader;
    }

    @Override
    public KeyDeserializer modifyKeyDeserializer(DeserializationConfig config, JavaType type, KeyDeserializer reader) {
        boolean integer = Number.class.isAssignableFrom(type.getRawClass())
                && !type.hasRawClass(Double.class)
                && !type.hasRawClass(Float.class);
        return integer ? new IntegerKey(reader) : reader;
    }

    private static boolean isTime(String text) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text).isSupported(ChronoField.OFFSET_SECONDS);
    }

    /** Reads texts that pass a check, and other values only if requested. */
    private static final class Checked extends DelegatingDeserializer {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Predicate<String> check;
        private final boolean others;

        Checked(JsonDeserializer<?> reader, Predicate<String> check, boolean others) {
            super(reader);
            this.check = check;
            this.others = others;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new Checked(reader, check, others);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            boolean fits;
            try {
                fits = parser.hasToken(JsonToken.VALUE_STRING) ? check.test(parser.getText()) : others;
            } catch (RuntimeException misfit) {
                fits = false;
            }
            return fits ? super.deserialize(parser, context) : context.handleUnexpectedToken(handledType(), parser);
        }
    }

    /** Whole numbers in JSON format: {@code 01} and {@code +1} would be the same key as {@code 1}. */
    private static final class IntegerKey extends KeyDeserializer {

        private final KeyDeserializer reader;

        IntegerKey(KeyDeserializer reader) {
            this.reader = reader;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            Object number = reader.deserializeKey(key, context);
            return String.valueOf(number).equals(key)
                    ? number
                    : context.handleWeirdKey(number.getClass(), key, "not as it is written");
        }
    }
}
