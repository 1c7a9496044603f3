package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.export.ExporterContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonExporterTest implements ExporterContract {

    @Override
    public Exporter exporter() {
        return new JsonExporter();
    }

    @Override
    public List<String> texts(String output) {
        List<String> texts = new ArrayList<>();
        try {
            new ObjectMapper()
                    .readTree(output)
                    .forEach(node -> texts.add(node.get("message").asText()));
        } catch (JsonProcessingException e) {
            throw new AssertionError(output, e);
        }
        return texts;
    }

    @Test
    void write_messages_isAnIndentedArrayOfRecords() {
        MessageStore store = InMemoryMessageStore.create();
        append(store, message(JAVA, ALICE, "a"));
        append(store, message(JAVA, ALICE, "b"));

        assertThat(ExportSamples.export(store, ExportQuery.of(JAVA), exporter()))
                .isEqualTo("""
                        [
                          {
                            "room": "Java",
                            "user": "Alice",
                            "message": "a",
                            "createdAt": "2025-06-12T12:00:00.000Z"
                          },
                          {
                            "room": "Java",
                            "user": "Alice",
                            "message": "b",
                            "createdAt": "2025-06-12T12:00:00.000Z"
                          }
                        ]
                        """);
    }

    @Test
    void write_nothing_isAnEmptyArray() {
        assertThat(ExportSamples.export(InMemoryMessageStore.create(), ExportQuery.of(JAVA), exporter()))
                .isEqualTo("[]\n");
    }
}
