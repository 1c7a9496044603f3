package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.connection.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries as @socket.io/redis-streams-adapter 0.3.1 wrote them when they were recorded. */
final class WireFormTest {

    private static final int MAX = 1_000;
    private static final String EVENT =
            "{\"packet\":{\"type\":2,\"data\":[\"ev\",1,\"two\",{\"three\":3}]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}";
    private static final String JOIN =
            "{\"opts\":{\"rooms\":[\"room1\"],\"except\":[],\"flags\":{}},\"rooms\":[\"room4\",\"room5\"]}";
    private static final String BINARY =
            "gqZwYWNrZXSCpHR5cGUCpGRhdGGTo2JpbsQDAQIDgaFixAH/pG9wdHODpXJvb21zkaVyb29tMaZleGNlcHSQpWZsYWdzgA==";

    private static List<@Nullable Object> fields(String... namesAndValues) {
        List<@Nullable Object> fields = new ArrayList<>();
        for (String each : namesAndValues) {
            fields.add(each.getBytes(StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static List<@Nullable Object> entry(String data) {
        return fields("uid", "7009f7f9768cb6e3", "nsp", "/", "type", "3", "data", data);
    }

    private static Raw read(List<?> fields) {
        return WireForm.entry(WireForm.head(fields, MAX));
    }

    private static List<String> written(Map<String, @Nullable Object> data) {
        Outgoing.Key key = new Outgoing.Key("socket.io", "7009f7f9768cb6e3", 7);
        return WireForm.entry(key, 10_000, "/", 3, data).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENT, JOIN, BINARY})
    void entry_asRecorded_isReadAndWrittenByteForByte(String data) {
        Raw read = read(entry(data));

        assertThat(read.uid()).isEqualTo("7009f7f9768cb6e3");
        assertThat(read.type()).isEqualTo(3);
        assertThat(written(read.data()))
                .containsExactly(
                        "socket.io",
                        "MAXLEN",
                        "~",
                        "10000",
                        "*",
                        "uid",
                        "7009f7f9768cb6e3",
                        "nsp",
                        "/",
                        "type",
                        "3",
                        "data",
                        data,
                        "n",
                        "7",
                        "v",
                        "p1");
    }

    @Test
    void entry_heartbeat_hasNoData() {
        Raw read = read(fields("uid", "7009f7f9768cb6e3", "nsp", "/", "type", "2"));

        assertThat(read.data()).isEmpty();
        assertThat(WireForm.entry(new Outgoing.Key("s", "u", 1), 1, "/", 2, null))
                .doesNotContain("data".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void head_numberOfParley_isRead() {
        assertThat(WireForm.head(fields("uid", "u", "nsp", "/", "type", "2", "n", "12", "v", "p1"), MAX)
                        .number())
                .isEqualTo(12);
    }

    @Test
    void message_written_isRead() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("requestId", "035cdbd26c7b7b86");
        data.put("bytes", new byte[] {1});

        Raw read = MessageCodec.message(MessageCodec.packed(MessageCodec.fields("u", "/a", 7, data)), MAX);

        assertThat(read.uid()).isEqualTo("u");
        assertThat(read.namespace()).isEqualTo("/a");
        assertThat(read.type()).isEqualTo(7);
        assertThat(read.data()).usingRecursiveComparison().isEqualTo(data);
    }

    @Test
    void head_malformed_isRefused() {
        List<List<@Nullable Object>> malformed = List.of(
                List.of(),
                fields("a", "b"),
                fields("uid", "u", "nsp", "/"),
                fields("uid", "u", "nsp", "/", "type", "x"),
                fields("uid", "u", "nsp", "/", "type", "-1"),
                fields("uid", "u", "nsp", "/", "type", "99999"),
                fields("uid", "", "nsp", "/", "type", "3"),
                fields("uid", "u", "type", "3"),
                fields("uid", "u", "nsp", "/", "type", "3", "n", "x"),
                fields("uid", "u", "nsp", "/", "type", "3", "data", "x".repeat(MAX + 1)),
                new ArrayList<>(Arrays.asList(new Object[200])));

        for (List<?> each : malformed) {
            assertThatThrownBy(() -> WireForm.head(each, MAX)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void entry_malformedOrTooDeep_isRefused() {
        String deep = "{\"a\":" + "[".repeat(150) + "]".repeat(150) + "}";
        for (String data : List.of("{", "{}x", "{}]", "[1]", "!", "AAAA", "{\"a\":1}{", deep)) {
            assertThatThrownBy(() -> read(entry(data))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void message_malformedOrTooLong_isRefused() {
        for (byte[] payload : List.of(new byte[0], new byte[] {1}, new byte[] {(byte) 0x80}, new byte[MAX + 1])) {
            assertThatThrownBy(() -> MessageCodec.message(payload, MAX)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
