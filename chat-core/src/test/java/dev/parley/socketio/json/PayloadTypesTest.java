package dev.parley.socketio.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.event.PayloadType;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.Frame;
import java.lang.reflect.Type;
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
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of types in docs/socketio.md, row by row, through both codecs. */
@NullUnmarked
@SuppressWarnings("JavaUtilDate")
final class PayloadTypesTest {

    private static final PacketLimits LIMITS = PacketLimits.defaults();

    enum Color {
        RED,
        GREEN
    }

    record Move(String game, int x, int y) {}

    record Price(BigDecimal amount, Currency currency) {}

    record Box<T>(T content) {}

    record Contact(
            String name,
            Optional<String> mail,
            OptionalInt age,
            @Nullable String note) {}

    record Flags(boolean on, byte small, char letter, double wide) {}

    static final class Bean {
        public String name = "default";
        public int count = 5;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Shape permits Circle, Square {}

    record Circle(BigDecimal radius) implements Shape {}

    record Square(int side) implements Shape {}

    private static @Nullable Object received(String json) {
        Packet packet = JsonCodec.standard().decoder(LIMITS).add(Frame.text("2[\"e\"," + json + "]"));
        assertThat(packet).isNotNull();
        return packet == null ? null : packet.args().get(0);
    }

    private static @Nullable Object read(String json, Type type) {
        return JsonCodec.standard().convert(received(json), type);
    }

    /** Sends a value and reads what came. */
    private static @Nullable Object sent(PacketCodec codec, @Nullable Object value, Type type) {
        List<@Nullable Object> args = Collections.singletonList(value);
        Packet packet = Packet.event("/", null, "e", args);
        EncodedPacket encoded = codec.encode(
                codec instanceof JsonCodec ? packet : JsonCodec.standard().plain(packet));
        PacketDecoder decoder = codec.decoder(LIMITS);
        Packet decoded = decoder.add(encoded.head());
        for (Frame attachment : encoded.attachments()) {
            decoded = decoder.add(attachment);
        }
        assertThat(decoded).isNotNull();
        return decoded == null
                ? null
                : JsonCodec.standard().convert(decoded.args().get(0), type);
    }

    private static Calendar utc(long millis) {
        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(millis);
        return calendar;
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(boolean.class, true),
                Arguments.of(Boolean.class, false),
                Arguments.of(byte.class, (byte) -128),
                Arguments.of(short.class, (short) 32_767),
                Arguments.of(int.class, Integer.MIN_VALUE),
                Arguments.of(Integer.class, 7),
                Arguments.of(long.class, Long.MAX_VALUE),
                Arguments.of(Long.class, 9_007_199_254_740_993L),
                Arguments.of(float.class, 0.1f),
                Arguments.of(double.class, 1e21),
                Arguments.of(Double.class, Double.MIN_VALUE),
                Arguments.of(BigInteger.class, new BigInteger("18446744073709551615")),
                Arguments.of(Number.class, 1.5),
                Arguments.of(char.class, 'é'),
                Arguments.of(String.class, "text 😀"),
                Arguments.of(Color.class, Color.GREEN),
                Arguments.of(UUID.class, UUID.fromString("123e4567-e89b-12d3-a456-426614174000")),
                Arguments.of(URI.class, URI.create("https://example.org/a?b=c")),
                Arguments.of(Currency.class, Currency.getInstance("EUR")),
                Arguments.of(Locale.class, Locale.forLanguageTag("de-CH")),
                Arguments.of(Instant.class, Instant.parse("2026-01-02T03:04:05.678Z")),
                Arguments.of(Duration.class, Duration.ofMillis(1_500)),
                Arguments.of(Period.class, Period.ofMonths(3)),
                Arguments.of(LocalDate.class, LocalDate.of(2024, 2, 29)),
                Arguments.of(LocalTime.class, LocalTime.of(23, 59)),
                Arguments.of(LocalDateTime.class, LocalDateTime.of(2024, 2, 29, 1, 2)),
                Arguments.of(OffsetTime.class, OffsetTime.parse("10:00+01:00")),
                Arguments.of(OffsetDateTime.class, OffsetDateTime.parse("2024-02-29T10:00+01:00")),
                Arguments.of(ZonedDateTime.class, ZonedDateTime.parse("2024-02-29T10:00+01:00[Europe/Paris]")),
                Arguments.of(Year.class, Year.of(2024)),
                Arguments.of(YearMonth.class, YearMonth.of(2024, 2)),
                Arguments.of(MonthDay.class, MonthDay.of(2, 29)),
                Arguments.of(ZoneId.class, ZoneId.of("Europe/Paris")),
                Arguments.of(ZoneOffset.class, ZoneOffset.ofHours(2)),
                Arguments.of(TimeZone.class, TimeZone.getTimeZone("Europe/Paris")),
                Arguments.of(Date.class, new Date(1_700_000_000_123L)),
                Arguments.of(Calendar.class, utc(1_700_000_000_123L)),
                Arguments.of(Byte[].class, new Byte[] {1, -1}),
                Arguments.of(byte[].class, new byte[] {0, 4, -1}),
                Arguments.of(ByteBuffer.class, ByteBuffer.wrap(new byte[] {1, 2})),
                Arguments.of(int[].class, new int[] {1, 2}),
                Arguments.of(double[].class, new double[] {1e21, 0.5}),
                Arguments.of(String[].class, new String[] {"a", "b"}),
                Arguments.of(new PayloadType<List<Move>>() {}.type(), List.of(new Move("g", 1, 2))),
                Arguments.of(new PayloadType<Set<Long>>() {}.type(), Set.of(1L)),
                Arguments.of(new PayloadType<Map<String, Move>>() {}.type(), Map.of("a", new Move("g", 1, 2))),
                Arguments.of(new PayloadType<EnumMap<Color, Integer>>() {}.type(), new EnumMap<>(Map.of(Color.RED, 1))),
                Arguments.of(new PayloadType<Map<LocalDate, Integer>>() {}.type(), Map.of(LocalDate.EPOCH, 1)),
                Arguments.of(new PayloadType<Map<Integer, Integer>>() {}.type(), Map.of(-1, 1)),
                Arguments.of(new PayloadType<Box<List<Instant>>>() {}.type(), new Box<>(List.of(Instant.EPOCH))),
                Arguments.of(Move.class, new Move("g", 1, 2)),
                Arguments.of(Contact.class, new Contact("a", Optional.of("b"), OptionalInt.of(3), "c")),
                Arguments.of(Contact.class, new Contact("a", Optional.empty(), OptionalInt.empty(), null)),
                Arguments.of(new PayloadType<Optional<Move>>() {}.type(), Optional.of(new Move("g", 1, 2))),
                Arguments.of(OptionalLong.class, OptionalLong.of(5)),
                Arguments.of(OptionalDouble.class, OptionalDouble.of(0.5)),
                Arguments.of(Shape.class, new Square(3)),
                Arguments.of(Object.class, Map.of("a", Arrays.asList(1, 2.5, null, "x", true))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void value_sentByEitherCodec_isReadAsItWas(Type type, Object value) {
        assertThat(sent(JsonCodec.standard(), value, type)).isEqualTo(value);
        assertThat(sent(MsgpackCodec.create(), value, type)).isEqualTo(value);
    }

    /** MessagePack has no decimals, so the row of {@code BigDecimal} is one of JSON alone. */
    @ParameterizedTest
    @CsvSource({
        "19.90",
        "0.10000000000000000001",
        "1E+3",
        "-0.5",
        "123456789012345678901234567890.5",
        "1E+400",
        "0.0001"
    })
    void decimal_sentAsJson_keepsEveryDigitAndItsScale(String number) {
        BigDecimal value = new BigDecimal(number);

        assertThat(sent(JsonCodec.standard(), value, BigDecimal.class)).isEqualTo(value);
        assertThat(sent(JsonCodec.standard(), new Circle(value), Shape.class)).isEqualTo(new Circle(value));
        assertThat(read(number, BigDecimal.class)).isEqualTo(value);
        assertThat(read("{\"amount\":" + number + ",\"currency\":\"EUR\"}", Price.class))
                .isEqualTo(new Price(value, Currency.getInstance("EUR")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int|3.7",
                "int|\"4\"",
                "int|true",
                "int|2147483648",
                "int|1e400",
                "int|[1]",
                "int|{}",
                "int|\"\"",
                "int|1e10",
                "byte|200",
                "byte|-129",
                "byte|1.5",
                "short|40000",
                "long|9223372036854775808",
                "long|0.5",
                "long|\"1\"",
                "float|1e39",
                "float|\"NaN\"",
                "double|1e400",
                "double|\"1.5\"",
                "double|\"Infinity\"",
                "double|false",
                "boolean|1",
                "boolean|0",
                "boolean|\"true\"",
                "boolean|\"\"",
                "char|\"ab\"",
                "char|65",
                "char|\"\"",
                "java.math.BigInteger|1.5",
                "java.math.BigInteger|\"1\"",
                "java.math.BigDecimal|\"1.5\"",
                "java.math.BigDecimal|true",
                "java.lang.Number|\"1\"",
                "java.lang.String|1",
                "java.lang.String|1.5",
                "java.lang.String|true",
                "java.lang.String|[]",
                "java.lang.String|{}",
                "java.lang.Integer|\"\"",
                "color|1",
                "color|\"1\"",
                "color|\"red\"",
                "color|\"\"",
                "color|1.0",
                "color|\" RED\"",
                "color|\"RED \"",
                "java.util.UUID|\"\"",
                "java.util.UUID|\"x\"",
                "java.util.UUID|5",
                "java.util.UUID|\"1-1-1-1-1\"",
                "java.util.Locale|\"\"",
                "java.util.Locale|\"en_US\"",
                "java.util.TimeZone|\"Nowhere\"",
                "java.util.Calendar|1700000000",
                "java.util.Calendar|\"2024-02-30T00:00:00Z\"",
                "java.util.regex.Pattern|5",
                "java.lang.StringBuilder|5",
                "java.io.File|5",
                "java.lang.Class|\"java.lang.Runtime\"",
                "java.util.concurrent.atomic.AtomicInteger|\"4\"",
                "java.util.concurrent.atomic.AtomicLong|3.7",
                "java.util.concurrent.atomic.AtomicBoolean|1",
                "java.net.URI|\"a b\"",
                "java.net.URI|5",
                "java.util.Currency|\"XXY\"",
                "java.time.Instant|\"yesterday\"",
                "java.time.Instant|\"\"",
                "java.time.Instant|1700000000",
                "java.time.Instant|\"2024-02-30T00:00:00Z\"",
                "java.time.Instant|{}",
                "java.time.Duration|\"5s\"",
                "java.time.Duration|5",
                "java.time.LocalDate|\"2023-02-29\"",
                "java.time.LocalDate|[2023,1,1]",
                "java.time.LocalTime|\"25:00\"",
                "java.time.LocalDateTime|\"x\"",
                "java.time.OffsetDateTime|\"x\"",
                "java.time.ZonedDateTime|\"x\"",
                "java.time.Year|2024",
                "java.time.ZoneId|\"Nowhere/City\"",
                "java.util.Date|1700000000",
                "java.util.Date|\"2024-02-30T00:00:00Z\"",
                "bytes|\"AAAA\"",
                "bytes|[1,2]",
                "bytes|1",
                "[Ljava.lang.Byte;|\"AAAA\"",
                "ints|[1,2.5]",
                "ints|[1,null]",
                "ints|[\"1\"]",
                "doubles|[\"NaN\"]",
                "move|\"x\"",
                "move|[]",
                "move|1",
                "move|[\"g\",1,2]"
            })
    void value_ofAnotherKind_doesNotFit(String type, String json) throws ClassNotFoundException {
        assertThatThrownBy(() -> read(json, named(type))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Class<?> named(String type) throws ClassNotFoundException {
        return switch (type) {
            case "int" -> int.class;
            case "byte" -> byte.class;
            case "short" -> short.class;
            case "long" -> long.class;
            case "float" -> float.class;
            case "double" -> double.class;
            case "boolean" -> boolean.class;
            case "char" -> char.class;
            case "color" -> Color.class;
            case "bytes" -> byte[].class;
            case "ints" -> int[].class;
            case "doubles" -> double[].class;
            case "move" -> Move.class;
            default -> Class.forName(type);
        };
    }

    @ParameterizedTest
    @CsvSource({"3.0, 3", "1e2, 100", "-0, 0", "-0.0, 0", "19.00, 19", "2147483647.0, 2147483647"})
    void number_withoutFraction_isAnInteger(String json, int expected) {
        assertThat(read(json, int.class)).isEqualTo(expected);
        assertThat(read(json, Long.class)).isEqualTo((long) expected);
        assertThat(read(json, BigInteger.class)).isEqualTo(BigInteger.valueOf(expected));
        assertThat(read("{\"game\":\"g\",\"x\":" + json + ",\"y\":0}", Move.class))
                .isEqualTo(new Move("g", expected, 0));
    }

    @Test
    void number_beyondADouble_isKeptUntyped() {
        assertThat(JsonCodec.standard().plain(received("1e400"))).isEqualTo(new BigDecimal("1e400"));
        assertThat(read("1e400", Object.class)).isEqualTo(new BigDecimal("1e400"));
        assertThat(read("{\"a\":[1e400,0.1,1e-400]}", Object.class))
                .isEqualTo(Map.of("a", List.of(new BigDecimal("1e400"), 0.1, 0.0)));
        assertThat(read("[-1e400]", new PayloadType<List<Number>>() {}.type()))
                .isEqualTo(List.of(new BigDecimal("-1e400")));
        assertThat(read("{\"a\":1e400}", new PayloadType<Map<String, Object>>() {}.type()))
                .isEqualTo(Map.of("a", new BigDecimal("1e400")));
        JsonNode tree = (JsonNode) read("{\"a\":1e400}", JsonNode.class);
        assertThat(tree).isNotNull();
        assertThat(tree.toString()).isEqualTo("{\"a\":1E+400}");
        assertThat(read("{\"content\":{\"a\":1e400}}", new PayloadType<Box<JsonNode>>() {}.type()))
                .hasToString("Box[content={\"a\":1E+400}]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void number_ofMessagePackThatIsNone_fitsFloatingTypesOnly(double number) {
        PacketCodec msgpack = MsgpackCodec.create();

        assertThat(sent(msgpack, number, double.class)).isEqualTo(number);
        assertThat(sent(msgpack, number, Float.class)).isEqualTo((float) number);
        assertThat(sent(msgpack, number, Object.class)).isEqualTo(number);
        for (Class<?> type : List.of(int.class, Long.class, BigInteger.class, BigDecimal.class, String.class)) {
            assertThatThrownBy(() -> sent(msgpack, number, type)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void number_largestOfMessagePack_isKept_largerAreDoublesOrRefused() {
        PacketCodec msgpack = MsgpackCodec.create();
        BigInteger largest = new BigInteger("18446744073709551615");

        assertThat(sent(msgpack, largest, Object.class)).isEqualTo(largest);
        assertThat(sent(msgpack, Long.MIN_VALUE, Object.class)).isEqualTo(Long.MIN_VALUE);
        assertThat(sent(msgpack, largest.add(BigInteger.ONE), Object.class)).isEqualTo(0x1p64);
        assertThat(sent(msgpack, new BigDecimal("19.90"), BigDecimal.class)).isEqualTo(new BigDecimal("19.9"));
        assertThatThrownBy(() -> sent(msgpack, new BigDecimal("1e400"), Object.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sent(msgpack, BigInteger.TEN.pow(400), Object.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void component_missing_doesNotFitUnlessAllowed() {
        for (String json : List.of("{\"game\":3}", "{\"game\":\"g\",\"x\":1}", "{\"x\":1,\"y\":2}", "{}")) {
            assertThatThrownBy(() -> read(json, Move.class)).as(json).isInstanceOf(IllegalArgumentException.class);
        }
        JsonCodec lenient = JsonCodec.allowingMissing();

        assertThat(lenient.convert(received("{\"game\":\"g\"}"), Move.class)).isEqualTo(new Move("g", 0, 0));
        assertThat(lenient.convert(received("{}"), Flags.class)).isEqualTo(new Flags(false, (byte) 0, '\0', 0));
        assertThat(lenient.convert(received("{}"), Contact.class))
                .isEqualTo(new Contact(null, Optional.empty(), OptionalInt.empty(), null));
        assertThatThrownBy(() -> lenient.convert(received("{\"game\":3}"), Move.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lenient.convert(received("{\"game\":\"g\",\"x\":null}"), Move.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void component_nullOrOptional_isWhatItsTypeAllows() {
        assertThat(read("{\"game\":null,\"x\":1,\"y\":2}", Move.class)).isEqualTo(new Move(null, 1, 2));
        assertThatThrownBy(() -> read("{\"game\":\"g\",\"x\":null,\"y\":2}", Move.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(read("{\"name\":\"a\"}", Contact.class))
                .isEqualTo(new Contact("a", Optional.empty(), OptionalInt.empty(), null));
        assertThat(read("{\"name\":\"a\",\"mail\":null,\"age\":null}", Contact.class))
                .isEqualTo(new Contact("a", Optional.empty(), OptionalInt.empty(), null));
        assertThatThrownBy(() -> read("{\"name\":\"a\",\"age\":\"5\"}", Contact.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(read("[1,null]", new PayloadType<List<Integer>>() {}.type())).isEqualTo(Arrays.asList(1, null));
    }

    @Test
    void property_unknown_isIgnored_ofABeanMissing_keepsItsDefault() {
        assertThat(read("{\"game\":\"g\",\"x\":1,\"y\":2,\"z\":3}", Move.class)).isEqualTo(new Move("g", 1, 2));
        Bean bean = (Bean) read("{\"count\":7,\"more\":[]}", Bean.class);
        assertThat(bean).isNotNull();
        assertThat(bean.name).isEqualTo("default");
        assertThat(bean.count).isEqualTo(7);
    }

    @Test
    void polymorphism_namesTheTypeOrDoesNotFit() {
        assertThat(read("{\"kind\":\"circle\",\"radius\":1.50}", Shape.class))
                .isEqualTo(new Circle(new BigDecimal("1.50")));
        assertThat(read("{\"radius\":1.50,\"kind\":\"circle\"}", Shape.class))
                .isEqualTo(new Circle(new BigDecimal("1.50")));
        for (String json :
                List.of("{\"radius\":1}", "{\"kind\":\"java.lang.Runtime\"}", "{\"kind\":\"square\"}", "1")) {
            assertThatThrownBy(() -> read(json, Shape.class)).as(json).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void misfit_insideAPayload_isNamedByItsPlace() {
        assertThatThrownBy(() -> read("[{\"game\":\"g\",\"x\":1,\"y\":1.5}]", new PayloadType<List<Move>>() {}.type()))
                .isInstanceOfSatisfying(
                        MisfitException.class,
                        misfit -> assertThat(misfit.place()).isEqualTo("[0].y"));
        assertThatThrownBy(() -> read("{\"game\":\"g\",\"x\":1}", Move.class))
                .isInstanceOfSatisfying(
                        MisfitException.class,
                        misfit -> assertThat(misfit.place()).isEqualTo("y"));
    }
}
