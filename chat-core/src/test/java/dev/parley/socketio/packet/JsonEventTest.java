package dev.parley.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients are sent of an event that is not decoded, beside the same event decoded and encoded. The seed is printed; {@code
 * -Dparley.fuzz.seed=N} repeats a run and {@code -Dparley.fuzz.rounds=N} makes it longer.
 */
final class JsonEventTest {

    private static final int ROUNDS = Integer.getInteger("parley.fuzz.rounds", 3_000);
    private static final long SEED = Long.getLong("parley.fuzz.seed", new Random().nextLong());
    private static final int DEPTH = 20;

    private static final List<String> EVENTS = List.of(
            "[\"event\",1,-0.5,true,null,\"t\\u00e9xt\",{\"a\":[1,{}]}]",
            "[\"e\",\"\\ud83d\\ude00 ä€😀\",\"plain ASCII of some length\"]",
            "[\"e\",{\"a\":1,\"b\":{\"a\":2},\"a\":3},[[[]]],1e5,12345678901234567890,0.000001]");

    private final Random random = new Random(SEED);

    private static JsonEvent event(byte[] json) {
        return JsonEvent.read("/", json, 0, DEPTH);
    }

    private static JsonEvent event(String json) {
        return event(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(EncodedPacket packet) {
        assertThat(packet.attachments()).isEmpty();
        return packet.head().text();
    }

    private static String decodedAndEncoded(JsonEvent event) {
        return text(JsonCodec.standard().encode(event.packet()));
    }

    /** The values that both adapters of Node and Parley write: whoever decodes and encodes them writes the same bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "2147483648",
                "9007199254740993",
                "123456789012345678901234567890",
                "0.5",
                "-1.25e-7",
                "1e+21",
                "5e-324",
                "1.7976931348623157e+308",
                "true",
                "false",
                "null",
                "\"\"",
                "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\"",
                "\"\u007f\u2028ä€😀\"",
                "{}",
                "[]",
                "{\"__proto__\":{\"a\":1},\"constructor\":null,\"\":0,\"10\":1,\"9\":2}",
                "{\"_placeholder\":true,\"num\":0}",
                "[[1,[2,[3]]],{\"a\":[{}]}]"
            })
    void encode_asServersWrite_isTheFrameOfTheDecodedEvent(String value) {
        JsonEvent event = event("[\"e\"," + value + "]");

        assertThat(text(event.encode())).isEqualTo("2[\"e\"," + value + "]").isEqualTo(decodedAndEncoded(event));
    }

    /** What no server writes of itself stays as it is: the value is the same for a client, and numbers keep their digits. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1.0 | 1",
                "-0 | 0",
                "1E2 | 100",
                "0.10 | 0.1",
                "0.1000000000000000055511151231257827 | 0.1",
                "1e400 | 1E+400",
                "\"\\/\\u0041\\u00e9\" | \"/Aé\"",
                "\"\\ud800\" | \"\\uD800\"",
                "{\"a\":1,\"b\":2,\"a\":3} | {\"a\":3,\"b\":2}",
                "[ 1 , 2 ] | [1,2]"
            })
    void encode_writtenOtherwise_keepsTheText(String value, String encoded) {
        JsonEvent event = event("[\"e\"," + value + "]");

        assertThat(text(event.encode())).isEqualTo("2[\"e\"," + value + "]");
        assertThat(decodedAndEncoded(event)).isEqualTo("2[\"e\"," + encoded + "]");
    }

    @Test
    void encode_partOfAText_isTheArrayAlone() {
        byte[] json = "{\"data\":[\"e\",[1]],\"x\":1}".getBytes(StandardCharsets.UTF_8);

        JsonEvent event = JsonEvent.read("/a", json, 8, DEPTH);

        assertThat(event.end()).isEqualTo(17);
        assertThat(text(event.encode())).isEqualTo("2/a,[\"e\",[1]]");
        assertThat(event.size()).isEqualTo(event.encode().head().size());
    }

    @Test
    void with_text_isTheLastArgumentInBothForms() {
        for (String json : List.of("[\"e\"]", "[\"e\",1 ]", "[\"e\",[\"x\"]]")) {
            JsonEvent event = event(json).with("a\"\u0001é");

            assertThat(text(event.encode())).endsWith(",\"a\\\"\\u0001é\"]").startsWith("2[\"e\"");
            assertThat(event.packet().args()).endsWith("a\"\u0001é");
            assertThat(event.size()).isEqualTo(event.encode().head().size());
            assertThat(text(event(json).with(null).encode())).endsWith(",null]");
        }
    }

    @Test
    void lastText_lastItem_isGivenIfItIsText() {
        assertThat(event("[\"e\"]").lastText()).isEqualTo("e");
        assertThat(event("[\"e\",\"\\u0061\"]").lastText()).isEqualTo("a");
        assertThat(event("[\"e\",\"a\",1]").lastText()).isNull();
        assertThat(event("[\"e\",[\"a\"] ]").lastText()).isNull();
    }

    @Test
    void read_noEvent_isRefused() {
        String deep = "[\"e\"," + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "]";
        for (String json : List.of("", "[]", "[1]", "{}", "\"e\"", "[\"e\"", "[\"e\",]", "[\"e\",01]", deep)) {
            assertThatThrownBy(() -> event(json)).as(json).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(event(deep.replace("[]", "")).packet().args()).hasSize(1);
    }

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> random.nextLong();
            case 4 -> Double.longBitsToDouble(random.nextLong());
            case 5 -> random.nextInt(1_000) / 100.0;
            case 6 -> randomText();
            case 7 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(randomText(), value(depth - 1));
                }
                yield map;
            }
        };
    }

    private String randomText() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x1_0000 + 0x1000);
            text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'x' : point);
        }
        return text.toString();
    }

    @Test
    void encode_whateverAServerEmits_isTheFrameOfTheDecodedEvent() {
        System.out.println("JsonEventTest seed " + SEED);
        for (int i = 0; i < ROUNDS; i++) {
            Packet packet = Packet.event("/", null, randomText(), Arrays.asList(value(3), value(3)));
            String frame;
            try {
                frame = text(JsonCodec.standard().encode(packet));
            } catch (IllegalArgumentException notFinite) {
                continue;
            }

            JsonEvent event = event(frame.substring(1));

            assertThat(text(event.encode()))
                    .as("seed %d", SEED)
                    .isEqualTo(frame)
                    .isEqualTo(decodedAndEncoded(event));
        }
    }

    private byte[] mutated() {
        byte[] bytes = EVENTS.get(random.nextInt(EVENTS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) "0123456789-/,[]{}\"_:\\.eEu tfn".charAt(random.nextInt(29));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)) : bytes;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    private static @Nullable Object decoded(byte[] json) {
        try {
            return JsonValues.plain(new JsonTreeReader(DEPTH).read(json, 0));
        } catch (PacketException malformed) {
            return null;
        }
    }

    private static @Nullable Object scanned(byte[] json) {
        try {
            return JsonCodec.read(json, DEPTH);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** Text that is no UTF-8 is refused more strictly than by the parser: clients would close their connections. */
    @Test
    void read_mutatedText_isAcceptedIfAndOnlyIfItCanBeDecoded() {
        int accepted = 0;
        for (int i = 0; i < ROUNDS * 10; i++) {
            byte[] json = mutated();
            Object expected = isUtf8(json) ? decoded(json) : null;

            assertThat(scanned(json))
                    .as("seed %d, input %s", SEED, HexFormat.of().formatHex(json))
                    .isEqualTo(expected);
            accepted += expected == null ? 0 : 1;
        }
        assertThat(accepted).as("accepted, seed " + SEED).isBetween(ROUNDS / 2, ROUNDS * 10 - ROUNDS / 2);
    }
}
