package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.TimeRange;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.export.ExporterContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NdjsonExporterTest implements ExporterContract {

    private final MessageStore store = InMemoryMessageStore.create();

    @Override
    public Exporter exporter() {
        return new NdjsonExporter();
    }

    @Override
    public List<String> texts(String output) {
        return output.lines()
                .map(NdjsonExporterTest::read)
                .filter(node -> node.get("type").asText().equals("message"))
                .map(node -> node.get("message").asText())
                .toList();
    }

    @Test
    void write_everything_hasHeaderAndTrailer() {
        fill(store, JAVA, "m", 3);
        ExportQuery query = ExportQuery.of(JAVA)
                .in(new TimeRange(NOON, null))
                .by(ALICE.id())
                .named("Alice");

        List<String> lines =
                ExportSamples.export(store, query, exporter()).lines().toList();
        JsonNode header = read(lines.get(0));
        JsonNode trailer = read(lines.get(lines.size() - 1));

        assertThat(lines).hasSize(5);
        assertThat(header.toString())
                .isEqualTo("{\"type\":\"header\",\"format\":\"parley-chat\",\"version\":1,\"room\":\"room:Java\","
                        + "\"from\":\"2025-06-12T12:00:00.000Z\",\"userId\":\"1\",\"user\":\"Alice\",\"epoch\":\""
                        + store.head(JAVA).epoch() + "\",\"throughSeq\":3,\"purgedSeq\":0}");
        assertThat(trailer.get("count").asLong()).isEqualTo(3);
        String before = String.join("\n", lines.subList(0, 4)) + "\n";
        assertThat(trailer.get("sha256").asText())
                .isEqualTo(Sha256.hex(Sha256.digest().digest(before.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void write_message_hasEveryField() {
        fill(store, JAVA, "m", 1);
        Content content = Content.of("hi")
                .withReplyTo(1)
                .withMentions(List.of(BOB.id()))
                .withAttachments(List.of(Attachment.of("f1", "a.txt", "text/plain", new byte[3])))
                .withAttributes(Map.of("b", "2", "a", "1"));
        append(
                store,
                EntryDraft.message(JAVA, MessageId.of("id2"), ALICE, NOON, content)
                        .withClientMsgId("c1"));
        append(store, EntryDraft.react(at(store, JAVA, 2), BOB, NOON, "👍"));

        String line = ExportSamples.export(store, ExportQuery.of(JAVA), exporter())
                .lines()
                .toList()
                .get(2);

        assertThat(line)
                .isEqualTo("{\"type\":\"message\",\"seq\":2,\"id\":\"id2\",\"room\":\"Java\",\"userId\":\"1\","
                        + "\"user\":\"Alice\",\"message\":\"hi\",\"createdAt\":\"2025-06-12T12:00:00.000Z\","
                        + "\"version\":1,\"clientMsgId\":\"c1\",\"replyTo\":1,\"mentions\":[\"2\"],"
                        + "\"attachments\":[{\"id\":\"f1\",\"name\":\"a.txt\",\"type\":\"text/plain\",\"size\":3}],"
                        + "\"attributes\":{\"a\":\"1\",\"b\":\"2\"},\"reactions\":{\"👍\":[\"2\"]}}");
    }

    @Test
    void write_deletedMessage_isATombstone() {
        fill(store, JAVA, "m", 1);
        append(store, EntryDraft.delete(at(store, JAVA, 1), ALICE, NOON.plusSeconds(1)));

        assertThat(ExportSamples.export(store, ExportQuery.of(JAVA), exporter()))
                .contains("\"message\":\"\"")
                .contains("\"deletedAt\":\"2025-06-12T12:00:01.000Z\",\"deleted\":true")
                .contains("\"count\":1");
    }

    private static JsonNode read(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
