package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.RoomName;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.fault.FaultInjector;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DailyExportTest {

    private static final LocalDate DAY = LocalDate.parse("2025-06-12");

    @TempDir
    Path folder;

    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
    private final MessageStore store = faults.store();

    @Test
    void run_dayIsOver_writesOneFileForEachRoomAndFormatAndTheManifest() throws IOException {
        append(store, message(JAVA, ALICE, "before", Instant.parse("2025-06-11T23:59:59.999Z")));
        append(store, message(JAVA, ALICE, "first", Instant.parse("2025-06-12T00:00:00Z")));
        append(store, message(JAVA, BOB, "last", Instant.parse("2025-06-12T23:59:59.999Z")));
        append(store, message(JAVA, BOB, "after", Instant.parse("2025-06-13T00:00:00Z")));
        append(store, message(PYTHON, BOB, "other day", Instant.parse("2025-06-10T00:00:00Z")));

        DailyExportReport report = daily().since(DAY).build().run(Instant.parse("2025-06-13T00:05:00Z"));

        assertThat(report).isEqualTo(new DailyExportReport(List.of(DAY), 2, false));
        Map<String, String> files = files(DAY);
        assertThat(files).hasSize(3);
        assertThat(file(files, "txt"))
                .isEqualTo("[2025-06-12T00:00:00Z] Alice: first\n[2025-06-12T23:59:59Z] Bob: last\n");
        DayManifest manifest = DayManifest.read(folder.resolve(DAY.toString()));
        assertThat(manifest.files()).hasSize(2).allSatisfy(entry -> {
            byte[] bytes = Files.readAllBytes(folder.resolve(DAY.toString()).resolve(entry.file()));
            assertThat(entry.file()).matches("chatlog-Java-[0-9a-f]{8}-2025-06-12\\.(txt|ndjson)");
            assertThat(entry.result().sha256())
                    .isEqualTo(Sha256.hex(Sha256.digest().digest(bytes)));
            assertThat(entry.result().bytes()).isEqualTo(bytes.length);
            assertThat(entry.result().messages()).isEqualTo(2);
            assertThat(entry.users()).containsExactly("1", "2");
            assertThat(entry.firstSeq()).isEqualTo(2);
        });
    }

    @Test
    void run_beforeTheGraceIsOver_waits() throws IOException {
        append(store, message(JAVA, ALICE, "x", Instant.parse("2025-06-12T10:00:00Z")));
        DailyExport export = daily().since(DAY).build();

        assertThat(export.run(Instant.parse("2025-06-13T00:04:59Z")).days()).isEmpty();
        assertThat(export.run(Instant.parse("2025-06-13T00:05:00Z")).days()).containsExactly(DAY);
        assertThat(export.run(Instant.parse("2025-06-13T12:00:00Z")).days()).isEmpty();
    }

    @Test
    void run_daysWereMissed_catchesUpWithinTheBound() throws IOException {
        for (int day = 1; day <= 12; day++) {
            append(
                    store,
                    message(
                            JAVA,
                            ALICE,
                            "day " + day,
                            DAY.withDayOfMonth(day).atStartOfDay(ZoneOffset.UTC).toInstant()));
        }
        DailyExport export = daily().catchUpDays(5).formats("txt").build();

        DailyExportReport report = export.run(Instant.parse("2025-06-13T08:00:00Z"));

        assertThat(report.days()).hasSize(5).startsWith(DAY.withDayOfMonth(8)).endsWith(DAY);
        assertThat(report.files()).isEqualTo(5);
        assertThat(file(files(DAY.withDayOfMonth(9)), "txt")).contains("day 9");
    }

    @Test
    void run_otherZone_cutsDaysThere() throws IOException {
        append(store, message(JAVA, ALICE, "still the 11th", Instant.parse("2025-06-12T03:59:59Z")));
        append(store, message(JAVA, ALICE, "the 12th", Instant.parse("2025-06-12T04:00:00Z")));
        append(store, message(JAVA, ALICE, "late on the 12th", Instant.parse("2025-06-13T03:59:59Z")));

        daily().zone(ZoneId.of("America/New_York")).since(DAY).build().run(Instant.parse("2025-06-13T04:05:00Z"));

        assertThat(file(files(DAY), "txt")).isEqualTo("""
                        [2025-06-12T00:00:00-04:00] Alice: the 12th
                        [2025-06-12T23:59:59-04:00] Alice: late on the 12th
                        """);
    }

    @Test
    void run_daysWithAClockChange_loseAndDoubleNothing() throws IOException {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant start = Instant.parse("2025-10-25T20:00:00Z");
        for (int hour = 0; hour < 40; hour++) {
            append(store, message(JAVA, ALICE, "h" + hour, start.plus(Duration.ofHours(hour))));
        }
        daily().zone(berlin)
                .formats("ndjson")
                .since(LocalDate.parse("2025-10-25"))
                .build()
                .run(Instant.parse("2025-10-28T00:00:00Z"));

        assertThat(count("2025-10-25")).isEqualTo(2);
        assertThat(count("2025-10-26")).isEqualTo(25);
        assertThat(count("2025-10-27")).isEqualTo(13);
    }

    @Test
    void run_storeFailsHalfWay_theDayIsDoneAgainAndWhole() throws IOException {
        append(store, message(JAVA, ALICE, "java", Instant.parse("2025-06-12T10:00:00Z")));
        append(store, message(PYTHON, ALICE, "python", Instant.parse("2025-06-12T10:00:00Z")));
        DailyExport export = daily().since(DAY).build();
        Instant now = Instant.parse("2025-06-13T08:00:00Z");
        Path day = Files.createDirectories(folder.resolve(DAY.toString()));
        Files.writeString(day.resolve(".left" + DurableFiles.TEMPORARY), "cut off");
        Files.writeString(day.resolve("chatlog-old.txt"), "cut off");
        faults.breakDown("head", StoreException.Category.UNAVAILABLE);
        faults.breakDown("scan", StoreException.Category.UNAVAILABLE);

        assertThatThrownBy(() -> export.run(now)).isInstanceOf(StoreException.class);
        assertThat(files(DAY)).doesNotContainKey(DayManifest.FILE);
        faults.recover();

        assertThat(export.run(now).files()).isEqualTo(4);
        assertThat(files(DAY)).hasSize(5).containsKey(DayManifest.FILE).doesNotContainKey("chatlog-old.txt");
    }

    @Test
    void run_whileAnotherHoldsTheFolder_doesNothing() throws IOException {
        append(store, message(JAVA, ALICE, "x", Instant.parse("2025-06-12T10:00:00Z")));
        DailyExport export = daily().since(DAY).build();
        try (FileChannel other =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();

            assertThat(export.run(Instant.parse("2025-06-13T08:00:00Z")))
                    .isEqualTo(new DailyExportReport(List.of(), 0, true));
            assertThatThrownBy(() -> export.erase(ALICE.id())).isInstanceOf(IOException.class);
        }
        assertThat(export.run(Instant.parse("2025-06-13T08:00:00Z")).days()).containsExactly(DAY);
    }

    @Test
    void run_roomsThatLookAlikeAsFiles_haveDifferentFiles() throws IOException {
        for (String name : List.of("a/b", "a_b", "A_b", "a:b")) {
            append(store, message(RoomName.of(name), ALICE, name, Instant.parse("2025-06-12T10:00:00Z")));
        }
        append(
                store,
                message(
                        RoomName.direct(ALICE.id(), BOB.id()),
                        ALICE,
                        "private",
                        Instant.parse("2025-06-12T10:00:00Z")));

        daily().since(DAY).formats("txt").build().run(Instant.parse("2025-06-13T08:00:00Z"));

        Map<String, String> files = files(DAY);
        assertThat(files).hasSize(5);
        assertThat(files.keySet().stream()
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .distinct())
                .hasSize(5);
        assertThat(files.values()).noneMatch(text -> text.contains("private"));
    }

    @Test
    void run_noMessages_marksTheDayAsDone() throws IOException {
        assertThat(daily().since(DAY)
                        .build()
                        .run(Instant.parse("2025-06-13T08:00:00Z"))
                        .days())
                .containsExactly(DAY);
        assertThat(files(DAY)).containsOnlyKeys(DayManifest.FILE);
    }

    @Test
    void run_newInstallation_writesNoDaysBeforeTheFirstMessage() throws IOException {
        DailyExport export = daily().formats("txt").build();

        assertThat(export.run(Instant.parse("2025-06-12T08:00:00Z")).days()).isEmpty();
        append(
                store,
                message(RoomName.direct(ALICE.id(), BOB.id()), ALICE, "x", Instant.parse("2025-06-10T10:00:00Z")));
        append(store, message(JAVA, ALICE, "first", Instant.parse("2025-06-12T10:00:00Z")));
        append(store, message(PYTHON, ALICE, "other", Instant.parse("2025-06-14T10:00:00Z")));
        assertThat(export.run(Instant.parse("2025-06-12T18:00:00Z")).days()).isEmpty();
        assertThat(export.run(Instant.parse("2025-06-13T08:00:00Z")).days()).containsExactly(DAY);
        assertThat(export.run(Instant.parse("2025-06-13T09:00:00Z")).days()).isEmpty();
        assertThat(export.run(Instant.parse("2025-06-15T08:00:00Z")).days())
                .containsExactly(DAY.plusDays(1), DAY.plusDays(2));

        assertThat(days()).containsExactly("2025-06-12", "2025-06-13", "2025-06-14");
    }

    @Test
    void run_sinceIsSet_beginsThere() throws IOException {
        append(store, message(JAVA, ALICE, "first", Instant.parse("2025-06-12T10:00:00Z")));

        daily().since(DAY.minusDays(2)).build().run(Instant.parse("2025-06-13T08:00:00Z"));

        assertThat(days()).containsExactly("2025-06-10", "2025-06-11", "2025-06-12");
    }

    @Test
    void build_badSettings_areRefused() {
        assertThatThrownBy(() -> daily().catchUpDays(0).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> daily().grace(Duration.ofSeconds(-1)).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> daily().formats().build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> daily().formats("exe").build()).isInstanceOf(InvalidExportException.class);
    }

    @Test
    void build_builderChangedAfterwards_leavesTheExportAlone() throws IOException {
        append(store, message(JAVA, ALICE, "one", Instant.parse("2025-06-12T00:00:00Z")));
        DailyExportBuilder builder = daily().since(DAY);
        DailyExport export = builder.build();
        builder.rooms(room -> false).since(DAY.minusDays(3)).grace(Duration.ofDays(2));

        export.run(Instant.parse("2025-06-13T08:00:00Z"));

        assertThat(days()).containsExactly("2025-06-12");
        assertThat(count("2025-06-12")).isEqualTo(1);
    }

    private List<String> days() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private DailyExportBuilder daily() {
        return DailyExport.builder(store, folder);
    }

    private long count(String day) throws IOException {
        return DayManifest.read(folder.resolve(day)).files().get(0).result().messages();
    }

    private Map<String, String> files(LocalDate day) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder.resolve(day.toString()))) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }

    private static String file(Map<String, String> files, String extension) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().endsWith("." + extension))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }
}
