package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The simple payload types, each read from one kind of value only and written as it is read. docs/socketio.md lists
 * them; {@code PayloadTypesTest} has a row for each.
 */
final class PayloadTypes {

    private PayloadTypes() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("parley-payloads");
        module.setDeserializerModifier(new StandardTypes());
        numbers(module);
        texts(module);
        times(module);
        module.addDeserializer(Object.class, new UntypedReader());
        module.addDeserializer(byte[].class, new StrictScalar<>(byte[].class, null, PayloadTypes::bytes));
        module.addDeserializer(ByteBuffer.class, new StrictScalar<>(ByteBuffer.class, null, PayloadTypes::buffer));
        return module;
    }

    private static void numbers(SimpleModule module) {
        both(module, boolean.class, Boolean.class, false, PayloadTypes::flag);
        both(module, byte.class, Byte.class, (byte) 0, PayloadNumbers::byteValue);
        both(module, short.class, Short.class, (short) 0, PayloadNumbers::shortValue);
        both(module, int.class, Integer.class, 0, PayloadNumbers::intValue);
        both(module, long.class, Long.class, 0L, PayloadNumbers::longValue);
        both(module, float.class, Float.class, 0f, PayloadNumbers::floatValue);
        both(module, double.class, Double.class, 0d, PayloadNumbers::doubleValue);
        both(module, char.class, Character.class, '\0', PayloadTypes::character);
        add(module, BigInteger.class, PayloadNumbers::integer);
        add(module, BigDecimal.class, PayloadNumbers::decimal);
        add(module, Number.class, PayloadNumbers::any);
    }

    private static void texts(SimpleModule module) {
        text(module, String.class, text -> text);
        text(module, CharSequence.class, text -> text);
        text(module, UUID.class, PayloadTypes::uuid);
        text(module, URI.class, URI::create);
        text(module, Currency.class, Currency::getInstance);
        text(module, Locale.class, PayloadTypes::locale);
        module.addSerializer(Locale.class, new TextSerializer<>(Locale.class, Locale::toLanguageTag));
    }

    private static void times(SimpleModule module) {
        time(module, Instant.class, Instant::parse);
        time(module, Duration.class, Duration::parse);
        time(module, Period.class, Period::parse);
        time(module, LocalDate.class, LocalDate::parse);
        time(module, LocalTime.class, LocalTime::parse);
        time(module, LocalDateTime.class, LocalDateTime::parse);
        time(module, OffsetTime.class, OffsetTime::parse);
        time(module, OffsetDateTime.class, OffsetDateTime::parse);
        time(module, ZonedDateTime.class, ZonedDateTime::parse);
        time(module, Year.class, Year::parse);
        time(module, YearMonth.class, YearMonth::parse);
        time(module, MonthDay.class, MonthDay::parse);
        time(module, ZoneId.class, ZoneId::of);
        time(module, ZoneOffset.class, ZoneOffset::of);
        text(module, TimeZone.class, text -> TimeZone.getTimeZone(ZoneId.of(text)));
        text(module, Date.class, text -> Date.from(OffsetDateTime.parse(text).toInstant()));
        module.addSerializer(Date.class, new TextSerializer<>(Date.class, PayloadTypes::isoText));
    }

    @SuppressWarnings("JavaUtilDate") // applications use them
    private static String isoText(Date date) {
        return Instant.ofEpochMilli(date.getTime()).toString();
    }

    private static <T> void time(SimpleModule module, Class<T> type, Function<String, T> parse) {
        text(module, type, parse);
        module.addSerializer(type, ToStringSerializer.instance);
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        add(module, type, parser -> parser.hasToken(JsonToken.VALUE_STRING) ? parse.apply(parser.getText()) : null);
        if (type != String.class && type != CharSequence.class) {
            module.addKeyDeserializer(type, new TextKey<>(type, parse));
        }
    }

    /** Java also accepts shorter forms, but does not print them the same way. */
    private static UUID uuid(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not in full");
        }
        return id;
    }

    /** An invalid tag is an error here, rather than the empty locale. */
    private static Locale locale(String tag) {
        if (tag.isEmpty()) {
            throw new IllegalArgumentException("no language");
        }
        return new Locale.Builder().setLanguageTag(tag).build();
    }

    /** Map keys are texts of the same form as values. */
    private static final class TextKey<T> extends KeyDeserializer {

        private final Class<T> type;
        private final Function<String, T> parse;

        TextKey(Class<T> type, Function<String, T> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            try {
                return parse.apply(key);
            } catch (RuntimeException misfit) {
                return context.handleWeirdKey(type, key, "not as it is written");
            }
        }
    }

    private static <T> void add(SimpleModule module, Class<T> type, StrictScalar.Reader<T> reader) {
        module.addDeserializer(type, new StrictScalar<>(type, null, reader));
    }

    private static <T> void both(
            SimpleModule module, Class<T> primitive, Class<T> boxed, T zero, StrictScalar.Reader<T> reader) {
        StrictScalar<T> strict = new StrictScalar<>(primitive, zero, reader);
        module.addDeserializer(primitive, strict);
        add(module, boxed, reader);
        if (primitive != char.class && primitive != byte.class) {
            array(module, new PrimitiveArray<>(strict));
        }
    }

    @SuppressWarnings("unchecked") // the reader declares its result type
    private static void array(SimpleModule module, PrimitiveArray<?> reader) {
        module.addDeserializer((Class<Object>) reader.handledType(), reader);
    }

    private static @Nullable Boolean flag(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static @Nullable Character character(JsonParser parser) throws IOException {
        boolean single = parser.hasToken(JsonToken.VALUE_STRING) && parser.getTextLength() == 1;
        return single ? parser.getText().charAt(0) : null;
    }

    /** Text is not binary, although Jackson would accept it as base64. */
    private static byte @Nullable [] bytes(JsonParser parser) throws IOException {
        return parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT) ? parser.getBinaryValue() : null;
    }

    private static @Nullable ByteBuffer buffer(JsonParser parser) throws IOException {
        byte[] bytes = bytes(parser);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
