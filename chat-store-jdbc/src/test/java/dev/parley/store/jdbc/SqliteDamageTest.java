package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that a disk, a copy or a person has damaged says that it is damaged, whatever the damage. */
final class SqliteDamageTest {

    private static final int ROUNDS = Integer.getInteger("parley.damage.rounds", 60);
    private static final long SEED = Long.getLong("parley.damage.seed", new Random().nextInt(1_000_000));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM parley_schema",
                "DROP TABLE parley_schema",
                "DROP TABLE parley_room",
                "DROP TABLE parley_entry",
                "DROP TABLE parley_marker",
                "ALTER TABLE parley_entry DROP COLUMN erased",
                "UPDATE parley_entry SET kind = 'NONSENSE'",
                "UPDATE parley_entry SET message_id = ''",
                "UPDATE parley_entry SET created_at = 9999999999999999",
                "UPDATE parley_entry SET extra = '{'",
                "UPDATE parley_room SET room = 'no kind ' || room",
            })
    void openOrRead_tablesDamaged_saysSo(String damage) throws SQLException {
        Path file = filled(folder.resolve("chat.db"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(damage);
        }

        assertThatThrownBy(() -> useAll(file))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.category()).as(e.getMessage()).isEqualTo(Category.CORRUPT))
                .hasMessageContaining("damaged, restore a backup");
    }

    @Test
    void openOrRead_bytesDamaged_worksOrSaysSo() throws IOException {
        Path whole = filled(folder.resolve("whole.db"));
        Path file = folder.resolve("chat.db");
        Random random = new Random(SEED);
        System.out.println("seed " + SEED);
        int noticed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Files.copy(whole, file, StandardCopyOption.REPLACE_EXISTING);
            String damage = damage(file, random);
            try {
                useAll(file);
            } catch (StoreException e) {
                noticed++;
                assertThat(e.category())
                        .as("seed %d round %d: %s: %s", SEED, round, damage, e)
                        .isIn(Category.CORRUPT, Category.INCOMPATIBLE);
            }
            for (String suffix : SqliteFile.BESIDE) {
                Files.deleteIfExists(folder.resolve("chat.db" + suffix));
            }
        }
        assertThat(noticed).isPositive();
    }

    private static String damage(Path file, Random random) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long at = random.nextBoolean() ? random.nextInt((int) bytes.length()) : random.nextInt(4096);
            int kind = random.nextInt(4);
            byte[] noise = new byte[1 + random.nextInt(kind == 0 ? 4 : 8192)];
            if (kind == 3) {
                bytes.setLength(at);
                return "cut off at " + at;
            }
            if (kind != 2) {
                random.nextBytes(noise);
            }
            bytes.seek(at);
            bytes.write(noise);
            return noise.length + (kind == 2 ? " zeros" : " bytes") + " at " + at;
        }
    }

    private static Path filled(Path file) {
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            for (int room = 0; room < 5; room++) {
                store.append(Drafts.messages(RoomName.of("room " + room), 1, 200));
                store.putRecord(new RoomRecord(RoomName.of("room " + room), "settings", "topic", "x"));
            }
        }
        return file;
    }

    private static void useAll(Path file) {
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            List<Head> heads = store.rooms(null, 100);
            for (Head head : heads) {
                store.entries(head.room(), 0, 1_000);
                store.messages(MessageQuery.tail(head.room(), 1_000));
                store.recordsIn(head.room());
                store.markersIn(head.room(), 10);
                store.append(Drafts.messages(head.room(), 500, 3));
            }
            store.recordsOf("settings");
            store.append(Drafts.messages(RoomName.of("new"), 1, 3));
        }
    }
}
