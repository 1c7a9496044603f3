package dev.parley.testkit.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.export.ExportQuery;
import dev.parley.export.ExportResult;
import dev.parley.export.Exporter;
import dev.parley.export.Exports;
import dev.parley.model.EntryDraft;
import dev.parley.model.TimeRange;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageScan;
import dev.parley.store.MessageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every {@link Exporter} must do; implement the two methods and inherit the tests. */
public interface ExporterContract {

    /**
     * The exporter under test.
     *
     * @return the exporter
     */
    Exporter exporter();

    /**
     * Reads the texts of the messages back from what the exporter wrote.
     *
     * @param output the whole output, decoded from UTF-8
     * @return the texts, in the order of the output
     */
    List<String> texts(String output);

    @Test
    default void names_areUsableInRequestsAndHeaders() {
        assertThat(exporter().format()).matches("[a-z0-9]{1,16}");
        assertThat(exporter().contentType()).matches("[a-z]+/[a-z0-9.+-]+(; ?[a-z-]+=[A-Za-z0-9-]+)*");
    }

    @Test
    default void write_messages_areAllThereInOrder() throws IOException {
        MessageStore store = InMemoryMessageStore.create();
        fill(store, JAVA, "m", 1000);

        assertThat(texts(export(store, ExportQuery.of(JAVA))))
                .hasSize(1000)
                .startsWith("m1", "m2")
                .endsWith("m1000");
    }

    @Test
    default void write_nothing_isStillAWholeFile() throws IOException {
        MessageStore store = InMemoryMessageStore.create();

        assertThat(texts(export(store, ExportQuery.of(JAVA)))).isEmpty();
    }

    @Test
    default void write_unicodeAndLineBreaks_comeBack() throws IOException {
        MessageStore store = InMemoryMessageStore.create();
        List<String> texts =
                List.of("grüße 👩‍👩‍👧‍👦", "two\nlines", "a \"quoted\", text; with 'marks'", "日本語", "tab\there");
        for (String text : texts) {
            append(store, message(JAVA, ALICE, text));
        }
        assertThat(texts(export(store, ExportQuery.of(JAVA)))).isEqualTo(texts);
    }

    @Test
    default void write_filters_hold() throws IOException {
        MessageStore store = InMemoryMessageStore.create();
        for (int i = 0; i < 10; i++) {
            append(store, message(JAVA, i % 2 == 0 ? ALICE : BOB, "m" + i, NOON.plusSeconds(i)));
        }
        ExportQuery query = ExportQuery.of(JAVA).in(TimeRange.of(NOON.plusSeconds(2), NOON.plusSeconds(7)));

        assertThat(texts(export(store, query.by(BOB.id())))).containsExactly("m3", "m5");
        assertThat(texts(export(store, query.named("Alice")))).containsExactly("m2", "m4", "m6");
        assertThat(texts(export(store, query.named("Nobody")))).isEmpty();
    }

    @Test
    default void write_deletedMessages_leaveNoText() throws IOException {
        MessageStore store = InMemoryMessageStore.create();
        fill(store, JAVA, "text ", 3);
        append(store, EntryDraft.delete(at(store, JAVA, 2), ALICE, NOON));

        assertThat(export(store, ExportQuery.of(JAVA)))
                .contains("text 1", "text 3")
                .doesNotContain("text 2");
    }

    @Test
    default void write_underAnyLocaleAndZone_givesTheSameBytes() throws IOException {
        MessageStore store = InMemoryMessageStore.create();
        append(store, message(JAVA, ALICE, "TITLE I i 1234.5", NOON.plusMillis(5)));
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        String expected = export(store, ExportQuery.of(JAVA));
        try {
            for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
                assertThat(export(store, ExportQuery.of(JAVA))).as(tag).isEqualTo(expected);
            }
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    default void write_stream_isFlushedButNotClosed() throws IOException {
        MessageStore store = InMemoryMessageStore.create();
        fill(store, JAVA, "m", 3);
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        ExportResult result = Exports.write(store, ExportQuery.of(JAVA), exporter(), bytes);

        assertThat(closed).isFalse();
        assertThat(result.bytes()).isEqualTo(bytes.size());
        assertThat(result.sha256()).isEqualTo(sha256(bytes.toByteArray()));
        assertThat(result.messages()).isEqualTo(3);
        assertThat(result.head()).isEqualTo(store.head(JAVA));
    }

    @Test
    default void write_brokenStream_failsAndStopsReading() {
        MessageStore store = InMemoryMessageStore.create();
        fill(store, JAVA, "x".repeat(100), 5000);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("receiver gone");
            }
        };
        try (MessageScan scan = store.scan(JAVA, TimeRange.ALL, null)) {
            assertThatThrownBy(() -> exporter().write(ExportQuery.of(JAVA), scan, broken))
                    .isInstanceOf(IOException.class)
                    .hasMessage("receiver gone");
            assertThat(scan.hasNext()).isTrue();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }

    /** Exports to a string. */
    private String export(MessageStore store, ExportQuery query) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exports.write(store, query, exporter(), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
