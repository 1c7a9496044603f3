package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Sender;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.fault.FaultInjector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserErasureTest {

    private static final Sender EVE = Sender.of("eve-id", "Eve");
    private static final Instant NOW = NOON.plus(Duration.ofDays(2));

    @TempDir
    Path folder;

    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
    private final MessageStore store = faults.store();

    @Test
    void erase_userInLogAndFiles_leavesNoTrace() throws IOException {
        DailyExport export = exportTwoDays();

        UserErasure.Report report = new UserErasure(store, export).erase(EVE.id());

        assertThat(report.entries()).isEqualTo(2);
        assertThat(report.rooms()).isEqualTo(Set.of(JAVA));
        assertThat(report.files()).isEqualTo(4);
        assertThat(everything()).doesNotContain("secret", "eve-id", "Eve").contains("kept", "other room");
        assertThat(new UserErasure(store, export).erase(EVE.id()).files()).isZero();
        checkSums();
    }

    @Test
    void erase_logNoLongerReachesBack_deletesTheFilesAndSaysSo() throws IOException {
        DailyExport export = exportTwoDays();
        store.purge(JAVA, 2);

        int files = new UserErasure(store, export).erase(EVE.id()).files();

        assertThat(files).isEqualTo(4);
        assertThat(everything()).doesNotContain("secret", "eve-id", "Eve");
        assertThat(DayManifest.read(folder.resolve("2025-06-12")).files())
                .filteredOn(file -> file.room().equals(JAVA.key()))
                .allMatch(DayManifest.ExportedFile::removed)
                .allMatch(file -> Files.notExists(folder.resolve("2025-06-12").resolve(file.file())));
        assertThat(DayManifest.read(folder.resolve("2025-06-13")).files()).noneMatch(DayManifest.ExportedFile::removed);
    }

    @Test
    void erase_storeFailsBetween_isFinishedByTheNextCall() throws IOException {
        DailyExport export = exportTwoDays();
        UserErasure erasure = new UserErasure(store, export);
        faults.breakDown("scan", StoreException.Category.UNAVAILABLE);

        assertThatThrownBy(() -> erasure.erase(EVE.id())).isInstanceOf(StoreException.class);
        faults.recover();
        erasure.erase(EVE.id());

        assertThat(everything()).doesNotContain("secret", "eve-id", "Eve");
    }

    @Test
    void erase_withoutExport_erasesTheLog() throws IOException {
        append(store, message(JAVA, EVE, "secret"));

        assertThat(new UserErasure(store, null).erase(EVE.id())).isEqualTo(new UserErasure.Report(1, Set.of(JAVA), 0));
    }

    @Test
    void erase_folderNotThere_isNothingToDo() throws IOException {
        DailyExport export = DailyExport.builder(store, folder.resolve("none")).build();

        assertThat(export.erase(EVE.id())).isZero();
    }

    private DailyExport exportTwoDays() throws IOException {
        append(store, message(JAVA, EVE, "secret one", NOON));
        append(store, message(JAVA, BOB, "kept one", NOON));
        append(store, message(PYTHON, ALICE, "other room", NOON));
        append(store, message(JAVA, EVE, "secret two", NOON.plus(Duration.ofDays(1))));
        append(store, message(JAVA, BOB, "kept two", NOON.plus(Duration.ofDays(1))));
        DailyExport export = DailyExport.builder(store, folder).catchUpDays(3).build();
        assertThat(export.run(NOW).files()).isEqualTo(6);
        assertThat(everything()).contains("secret one", "eve-id");
        return export;
    }

    private String everything() throws IOException {
        StringBuilder all = new StringBuilder(store.entries(JAVA, 0, 100).toString());
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    private void checkSums() throws IOException {
        for (String day : new String[] {"2025-06-12", "2025-06-13"}) {
            for (DayManifest.ExportedFile file :
                    DayManifest.read(folder.resolve(day)).files()) {
                byte[] bytes = Files.readAllBytes(folder.resolve(day).resolve(file.file()));
                assertThat(file.result().sha256())
                        .isEqualTo(Sha256.hex(Sha256.digest().digest(bytes)));
            }
        }
    }
}
