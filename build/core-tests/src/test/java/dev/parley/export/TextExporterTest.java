package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.export.ExporterContract;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextExporterTest implements ExporterContract {

    private final MessageStore store = InMemoryMessageStore.create();

    @Override
    public Exporter exporter() {
        return new TextExporter();
    }

    @Override
    public List<String> texts(String output) {
        List<String> texts = new ArrayList<>();
        for (String line : output.lines().toList()) {
            if (line.startsWith(TextExporter.CONTINUATION)) {
                int last = texts.size() - 1;
                texts.set(last, texts.get(last) + "\n" + line.substring(TextExporter.CONTINUATION.length()));
            } else {
                texts.add(line.substring(line.indexOf(": ") + 2));
            }
        }
        return texts;
    }

    @Test
    void write_message_hasTheLineOfTheSpecification() {
        append(store, message(JAVA, ALICE, "Hello team!", Instant.parse("2025-06-12T04:40:00Z")));

        assertThat(ExportSamples.export(store, ExportQuery.of(JAVA), exporter()))
                .isEqualTo("[2025-06-12T04:40:00Z] Alice: Hello team!\n");
    }

    @Test
    void write_otherZone_showsTheOffset() {
        append(store, message(JAVA, ALICE, "Hello", Instant.parse("2025-06-12T04:40:00.999Z")));
        ExportQuery query = ExportQuery.of(JAVA).at(ZoneId.of("Asia/Kolkata"));

        assertThat(ExportSamples.export(store, query, exporter()))
                .isEqualTo("[2025-06-12T10:10:00+05:30] Alice: Hello\n");
    }

    @Test
    void write_messageThatLooksLikeTwo_isMarkedAsOne() {
        for (String lineBreak : List.of("\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\u000b", "\f")) {
            append(store, message(JAVA, ALICE, "hi" + lineBreak + "[2025-06-12T04:40:00Z] Bob: forged"));
        }

        assertThat(ExportSamples.export(store, ExportQuery.of(JAVA), exporter()).lines())
                .hasSize(16)
                .allMatch(line -> line.endsWith("Alice: hi") || line.startsWith("  | [2025"));
    }

    @Test
    void write_nameWithLineBreakOrControl_staysOnItsLine() {
        append(store, message(JAVA, new Sender(UserId.of("9"), "Eve\n[2025] Bob"), "x\u001b[31mred\u0007"));

        assertThat(ExportSamples.export(store, ExportQuery.of(JAVA), exporter()))
                .isEqualTo("[2025-06-12T12:00:00Z] Eve [2025] Bob: x\ufffd[31mred\ufffd\n");
    }
}
