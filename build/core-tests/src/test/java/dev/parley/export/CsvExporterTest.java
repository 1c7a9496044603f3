package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.export.ExporterContract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvExporterTest implements ExporterContract {

    private final MessageStore store = InMemoryMessageStore.create();

    @Override
    public Exporter exporter() {
        return new CsvExporter();
    }

    @Override
    public List<String> texts(String output) {
        List<List<String>> rows = ExportSamples.parseCsv(output);
        return rows.subList(1, rows.size()).stream().map(row -> row.get(2)).toList();
    }

    @Test
    void write_message_quotesEveryCellAndTheHeader() {
        append(store, message(JAVA, ALICE, "He said \"hi\", twice\r\nand left"));

        assertThat(export(exporter()))
                .isEqualTo(String.join(
                        "\r\n",
                        "\"createdAt\",\"user\",\"message\"",
                        "\"2025-06-12T12:00:00.000Z\",\"Alice\",\"He said \"\"hi\"\", twice",
                        "and left\"",
                        ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=HYPERLINK(\"http://example.org\",\"click\")",
                "+49 30 123",
                "-2+3",
                "@SUM(A1:A9)",
                "\t=1+1",
                "\r=1+1",
                "\n=1+1",
                "＝1+1",
                "＋1",
                "－1",
                "＠SUM(A1)"
            })
    void write_formula_isGuardedInTextAndName(String payload) {
        append(store, message(JAVA, new Sender(UserId.of("9"), payload), payload));

        List<String> guarded = ExportSamples.parseCsv(export(exporter())).get(1);
        List<String> plain = ExportSamples.parseCsv(export(new CsvExporter().withFormulaGuard(false)))
                .get(1);

        assertThat(guarded.subList(1, 3)).containsExactly("'" + payload, "'" + payload);
        assertThat(plain.subList(1, 3)).containsExactly(payload, payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "1-2", "me@example.org", "'quoted'", "", " =1"})
    void write_harmlessText_isUnchanged(String text) {
        append(store, message(JAVA, ALICE, text));

        assertThat(texts(export(exporter()))).containsExactly(text);
    }

    @Test
    void write_byteOrderMark_comesFirst() {
        assertThat(export(new CsvExporter().withByteOrderMark(true))).startsWith("\ufeff\"createdAt\"");
    }

    @Test
    void write_details_followTheFirstThree() {
        append(store, message(JAVA, ALICE, "x"));
        append(store, EntryDraft.edit(at(store, JAVA, 1), ALICE, NOON.plusMillis(9), Content.of("y")));

        List<List<String>> rows = ExportSamples.parseCsv(export(new CsvExporter().withDetails(true)));

        assertThat(rows.get(0))
                .containsExactly("createdAt", "user", "message", "room", "seq", "id", "userId", "editedAt");
        assertThat(rows.get(1))
                .containsExactly(
                        "2025-06-12T12:00:00.000Z",
                        "Alice",
                        "y",
                        "Java",
                        "1",
                        at(store, JAVA, 1).id().value(),
                        "1",
                        "2025-06-12T12:00:00.009Z");
    }

    private String export(Exporter exporter) {
        return ExportSamples.export(store, ExportQuery.of(JAVA), exporter);
    }
}
