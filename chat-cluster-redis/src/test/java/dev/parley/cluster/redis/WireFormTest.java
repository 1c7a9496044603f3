package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.connection.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Entries and messages as @socket.io/redis-streams-adapter 0.3.1 and 0.2.3 wrote them when they were recorded, and malformed ones. */
final class WireFormTest {

    private static final int MAX = 1_000;

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
        return WireForm.entry(WireForm.head(fields, MAX), "1-1");
    }

    private static Map<String, @Nullable Object> data(Raw read) {
        return Objects.requireNonNull(read.message()).data();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "stream-entries.txt", delimiter = '\t', quoteCharacter = '\'')
    void entry_asRecorded_isReadAndWrittenByteForByte(String version, String uid, int type, @Nullable String data) {
        List<@Nullable Object> fields = fields("uid", uid, "nsp", "/", "type", String.valueOf(type));
        if (data != null) {
            fields.addAll(fields("data", data));
        }

        Raw read = WireForm.entry(WireForm.head(fields, 10_000), "1-1");

        assertThat(read.uid()).isEqualTo(uid);
        assertThat(read.namespace()).isEqualTo("/");
        assertThat(read.type()).isEqualTo(type);
        List<String> written = WireForm.entry(
                        new Outgoing.Key("socket.io", uid, 7), 10_000, "/", type, data == null ? null : data(read))
                .stream()
                .map(WireFormTest::text)
                .toList();
        assertThat(written.subList(0, 5)).containsExactly("socket.io", "MAXLEN", "~", "10000", "*");
        List<String> asNode = fields.stream()
                .map(each -> text((byte[]) Objects.requireNonNull(each)))
                .toList();
        assertThat(written.subList(5, 5 + asNode.size())).isEqualTo(asNode);
        assertThat(written.subList(5 + asNode.size(), written.size())).containsExactly("n", "7", "v", "p1");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "stream-messages.txt", delimiter = '\t')
    void message_asRecorded_isReadAndWrittenByteForByte(String channel, String recorded) {
        byte[] payload = HexFormat.of().parseHex(recorded);

        Raw read = MessageCodec.message(payload, 10_000);

        assertThat(read.uid()).hasSize(16);
        assertThat(read.namespace()).isEqualTo("/");
        byte[] written =
                MessageCodec.packed(MessageCodec.fields(read.uid(), read.namespace(), read.type(), data(read)));
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(recorded);
        // Questions are for all, answers for who asked.
        assertThat(channel.equals("socket.io#/#")).isEqualTo(List.of(3, 7, 9).contains(read.type()));
    }

    @Test
    void entry_heartbeat_hasNoData() {
        Raw read = read(fields("uid", "7009f7f9768cb6e3", "nsp", "/", "type", "2"));

        assertThat(read.message()).isNull();
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
        assertThat(data(read)).usingRecursiveComparison().isEqualTo(data);
    }

    @Test
    void head_furtherFields_areIgnored() {
        List<@Nullable Object> fields = fields(
                "x", "1", "uie", "2", "types", "4", "uid", "u", "nsp", "/", "type", "3", "datb", "{", "\0n", "5");

        assertThat(WireForm.head(fields, MAX)).isEqualTo(new WireForm.Head("u", "u", "/", 3, 0, null));
    }

    @Test
    void head_malformed_isRefused() {
        List<List<@Nullable Object>> malformed = List.of(
                List.of(),
                fields("a", "b"),
                fields("uid", "u", "nsp", "/"),
                fields("uid", "u", "nsp", "/", "type", "x"),
                fields("uid", "u", "nsp", "/", "type", "-1"),
                fields("uid", "u", "nsp", "/", "type", ""),
                fields("uid", "u", "nsp", "/", "type", "3", "n", "1".repeat(19)),
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
