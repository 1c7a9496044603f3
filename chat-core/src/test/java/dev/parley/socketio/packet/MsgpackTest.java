package dev.parley.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MsgpackTest {

    private static final int DEPTH = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null|c0",
                "false|c2",
                "true|c3",
                "0|00",
                "127|7f",
                "128|cc80",
                "255|ccff",
                "256|cd0100",
                "65536|ce00010000",
                "4294967296|cf0000000100000000",
                "-1|ff",
                "-32|e0",
                "-33|d0df",
                "-129|d1ff7f",
                "-32769|d2ffff7fff",
                "-2147483649|d3ffffffff7fffffff",
                "1.5|cb3ff8000000000000",
                "\"a\"|a161",
                "[]|90",
                "{}|80",
                "[1,[2]]|92019102",
                "{\"type\":0,\"nsp\":\"/\"}|82a47479706500a36e7370a12f"
            })
    void write_value_hasShortestForm(String json, String hex) throws JsonProcessingException {
        JsonNode value = JSON.readTree(json);

        assertThat(hex(MsgpackWriter.write(value))).isEqualTo(hex);
        assertThat(read(hex)).hasToString(value.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 255, 256, 65_535, 65_536})
    void write_textOfLength_readsBack(int length) {
        JsonNode text = JsonNodeFactory.instance.textNode("x".repeat(length));

        assertThat(MsgpackReader.read(MsgpackWriter.write(text), DEPTH)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 65_535, 65_536})
    void write_bytesOfLength_readsBack(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        JsonNode expected = JsonNodeFactory.instance.binaryNode(content);

        ByteBuffer wrapped = ByteBuffer.wrap(content).asReadOnlyBuffer();
        assertThat(MsgpackReader.read(MsgpackWriter.write(expected), DEPTH)).isEqualTo(expected);
        assertThat(MsgpackReader.read(MsgpackWriter.write(JsonNodeFactory.instance.pojoNode(wrapped)), DEPTH))
                .isEqualTo(expected);
        assertThat(wrapped.remaining()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 65_535, 65_536})
    void write_collectionOfSize_readsBack(int size) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < size; i++) {
            array.add(i);
            map.put("k" + i, i);
        }

        assertThat(MsgpackReader.read(MsgpackWriter.write(array), DEPTH).toString())
                .isEqualTo(array.toString());
        assertThat(MsgpackReader.read(MsgpackWriter.write(map), DEPTH).toString())
                .isEqualTo(map.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "d40000,null",
        "d7000000000000000000,\"1970-01-01T00:00:00Z\"",
        "d700000000000000007b,\"1970-01-01T00:00:00.123Z\"",
        "d6ff00000001,\"1970-01-01T00:00:01Z\"",
        "d7ff0000000400000001,\"1970-01-01T00:00:01.000000001Z\"",
        "c70cff00000001ffffffffffffffff,\"1969-12-31T23:59:59.000000001Z\"",
        "ca3fc00000,1.5",
        "cfffffffffffffffff,18446744073709551615"
    })
    void read_formsOfOtherEncoders_areUnderstood(String hex, String json) {
        assertThat(read(hex)).hasToString(json);
    }

    @Test
    void read_arrayBufferExtension_isBytes() {
        assertThat(read("c70300010203")).isEqualTo(JsonNodeFactory.instance.binaryNode(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "91",
                "81",
                "a1",
                "d9",
                "d9ff61",
                "c4ff00",
                "c6ffffffff",
                "dbffffffff",
                "ddffffffff",
                "dfffffffff",
                "0000",
                "8101c0",
                "a1ff",
                "c70105ff",
                "d405ff",
                "c90000",
                "cb00",
                "d700ffff",
                "c70cff000000007fffffffffffffff"
            })
    void read_malformed_isRefused(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void read_depthAtAndBeyondLimit_isRefusedBeyond() {
        String atLimit = "91".repeat(DEPTH) + "00";

        assertThat(read(atLimit).isArray()).isTrue();
        assertThatThrownBy(() -> read("91" + atLimit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deeper than " + DEPTH);
    }

    @Test
    void read_randomBytes_answersOrRefuses() {
        long seed = 20_251_121L;
        System.out.println("MsgpackTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[random.nextInt(24)];
            random.nextBytes(noise);
            try {
                JsonNode value = MsgpackReader.read(ByteBuffer.wrap(noise), DEPTH);
                assertThat(value).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("MessagePack");
            }
        }
    }

    private static JsonNode read(String hex) {
        return MsgpackReader.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), DEPTH);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        return HexFormat.of().formatHex(content);
    }

    @Test
    void writeAndRead_plainValues_areTheSame() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("list", Arrays.asList(1, null, "ä", true, 1.5, List.of()));
        value.put("bytes", new byte[] {1, 2});
        value.put("map", Map.of("large", 1L << 40));

        assertThat(MsgpackCodec.read(MsgpackCodec.write(value), 3))
                .usingRecursiveComparison()
                .isEqualTo(value);
    }

    @Test
    void read_deeperThanAllowedOrNoDepth_isRefused() {
        ByteBuffer nested = MsgpackCodec.write(List.of(List.of(List.of())));

        assertThat(MsgpackCodec.read(nested, 3)).isEqualTo(List.of(List.of(List.of())));
        assertThatThrownBy(() -> MsgpackCodec.read(nested, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MsgpackCodec.read(nested, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MsgpackCodec.write(new Object())).isInstanceOf(IllegalArgumentException.class);
    }
}
