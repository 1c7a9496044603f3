package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is removed from a SQLite store is no longer in the bytes of its files. */
final class SqliteErasedBytesTest {

    private static final RoomName ROOM = RoomName.of("Java");
    private static final String SECRET = "the-secret-of-alice ";

    @TempDir
    Path folder;

    /** A way of removing all messages. */
    enum Removal {
        ERASURE,
        PURGE,
        RESET;

        void of(JdbcMessageStore store) {
            switch (this) {
                case ERASURE ->
                    assertThat(store.eraseUser(UserId.of("alice"), 1_000).complete())
                            .isTrue();
                case PURGE ->
                    assertThat(store.purge(ROOM, store.head(ROOM).lastSeq())).isPositive();
                case RESET -> assertThat(store.resetRoom(ROOM).lastSeq()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void removal_afterItsEnd_hasLeftNoByteInTheFilesOfTheOpenStore(Removal removal) throws IOException {
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(folder.resolve("chat.db"))) {
            for (int i = 0; i < 200; i++) {
                store.append(List.of(EntryDraft.message(
                        ROOM,
                        MessageId.of("m" + i),
                        Sender.of("alice", "Alice"),
                        Instant.parse("2025-06-12T04:40:00Z"),
                        Content.of(SECRET.repeat(i + 1)))));
            }
            assertThat(bytes()).contains(SECRET);

            removal.of(store);

            assertThat(bytes()).doesNotContain(SECRET);
        }
    }

    private String bytes() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
