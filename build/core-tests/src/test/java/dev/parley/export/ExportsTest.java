package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names as people, other programs and older data write them. */
final class ExportsTest {

    private final MessageStore store = InMemoryMessageStore.create();

    @Test
    void write_roomNamedInAnotherForm_isNotEmpty() {
        append(store, message(RoomName.of("caf\u00e9"), ALICE, "Hello"));

        for (String name : List.of("caf\u00e9", "cafe\u0301", " caf\u00e9 ", "caf\u00e9\u200b")) {
            ExportQuery query = ExportQuery.parse(Map.of("room", List.of(name)), Instant.EPOCH);
            Exports.requireRoom(store, query);
            assertThat(ExportSamples.export(store, query, new TextExporter())).contains("Alice: Hello");
        }
    }

    @Test
    void write_senderNamedInAnotherForm_isFound() {
        RoomName java = RoomName.of("java");
        append(store, message(java, new Sender(UserId.of("7"), "Rene\u0301"), "one"));
        append(store, message(java, new Sender(UserId.of("7"), "Ren\u00e9 "), "two"));
        append(store, message(java, ALICE, "three"));

        String text = ExportSamples.export(store, ExportQuery.of(java).named(" Rene\u0301"), new TextExporter());

        assertThat(text).contains("one", "two").doesNotContain("three");
    }

    @Test
    void requireRoom_nothingEverWritten_isRefused() {
        ExportQuery query = ExportQuery.of(RoomName.of("jvaa"));

        assertThatThrownBy(() -> Exports.requireRoom(store, query))
                .isInstanceOfSatisfying(
                        InvalidExportException.class,
                        refused -> assertThat(refused.code()).isEqualTo(InvalidExportException.Code.UNKNOWN_ROOM));
    }

    @Test
    void requireRoom_everythingForgotten_isStillARoom() {
        RoomName java = RoomName.of("java");
        append(store, message(java, ALICE, "Hello"));
        store.purge(java, 1);

        Exports.requireRoom(store, ExportQuery.of(java));
    }
}
