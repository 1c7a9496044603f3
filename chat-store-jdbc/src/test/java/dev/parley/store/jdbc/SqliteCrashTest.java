package dev.parley.store.jdbc;

import dev.parley.testkit.store.CrashRounds;
import dev.parley.testkit.store.CrashWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class SqliteCrashTest {

    @Test
    void append_processKilledUnderLoad_keepsEveryAcknowledgedMessage(@TempDir Path folder) {
        Path file = folder.resolve("chat.db");

        new CrashRounds(Writer.class, List.of(file.toString()), () -> JdbcMessageStore.sqlite(file)).run();
    }

    /** The process that is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            // A killed process cannot remove the native library that the driver unpacks; the test's folder goes with
            // the test.
            System.setProperty("org.sqlite.tmpdir", file.resolveSibling("").toString());
            JdbcMessageStore store = JdbcMessageStore.sqlite(file);
            CrashWriter.run(store, Integer.parseInt(arguments[1]), System.out);
        }
    }
}
