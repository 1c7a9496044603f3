package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.message;
import static dev.parley.testkit.store.StoreSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageScan;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.fault.FaultInjector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the messages of a day after the day was exported, and which messages retention may forget. */
final class LateEntriesTest {

    private static final LocalDate DAY = LocalDate.parse("2025-06-12");
    private static final Instant MORNING = Instant.parse("2025-06-12T10:00:00Z");
    private static final Duration ONE_DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
    private final MessageStore store = faults.store();

    @Test
    void run_clockWasSetBackOverAnExportedMidnight_putsTheMessageIntoItsDay() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "first", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        append(store, message(JAVA, ALICE, "next day", MORNING.plus(ONE_DAY)));
        append(store, message(JAVA, ALICE, "set back", MORNING.plusSeconds(60)));
        append(store, message(PYTHON, ALICE, "set back where nothing was", MORNING));

        assertThat(retained(export)).as("what is in no file").containsExactly("next day", "set back");
        export.run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(text(DAY)).contains("Alice: first\n", "Alice: set back\n", "Alice: set back where nothing was\n");
        assertThat(text(DAY.plusDays(1))).contains("Alice: next day\n").doesNotContain("set back");
        assertThat(retained(export)).isEmpty();
        checkSums();
    }

    @Test
    void run_lateMessageOfADayThatIsPartlyForgotten_keepsTheFileAndWritesAnotherBesideIt() throws IOException {
        DailyExport export = daily().formats("txt").build();
        append(store, message(JAVA, ALICE, "first", MORNING));
        append(store, message(JAVA, ALICE, "second", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        for (int round = 2; round <= 4; round++) {
            store.purge(JAVA, store.head(JAVA).lastSeq() - 1);
            append(store, message(JAVA, ALICE, "late " + round, MORNING));
            append(store, message(JAVA, ALICE, "of its day " + round, MORNING.plus(ONE_DAY.multipliedBy(round - 1))));
            export.run(MORNING.plus(ONE_DAY.multipliedBy(round)));
        }

        assertThat(text(DAY))
                .contains("first", "second", "late 2", "late 3", "late 4")
                .doesNotContain("of its day");
        assertThat(names(DAY)).hasSize(5).anyMatch(name -> name.endsWith("2025-06-12-4.txt"));
        assertThat(retained(export)).isEmpty();
        checkSums();
    }

    @Test
    void run_messageOfADoneDayChanges_writesTheDayAgain() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "before", MORNING));
        append(store, message(JAVA, ALICE, "deleted later", MORNING));
        append(store, message(JAVA, ALICE, "liked later", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        append(store, EntryDraft.edit(at(store, JAVA, 1), ALICE, MORNING.plus(ONE_DAY), Content.of("after")));
        append(store, EntryDraft.delete(at(store, JAVA, 2), ALICE, MORNING.plus(ONE_DAY)));
        append(store, EntryDraft.react(at(store, JAVA, 3), BOB, MORNING.plus(ONE_DAY), "+1"));

        assertThat(retained(export)).as("their changes are in no file").hasSize(3);
        DailyExportReport report = export.run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(report.days()).containsExactly(DAY.plusDays(1));
        assertThat(report.files()).isEqualTo(2);
        assertThat(text(DAY)).contains("Alice: after\n", "liked later").doesNotContain("before", "deleted later");
        assertThat(ndjson(DAY)).contains("\"+1\":[\"2\"]").doesNotContain("before", "deleted later");
        assertThat(retained(export)).isEmpty();
        assertThat(export.run(MORNING.plus(ONE_DAY.multipliedBy(3))).files())
                .as("nothing has changed since")
                .isZero();
        checkSums();
    }

    @Test
    void run_zoneHasChanged_losesNoMessage() throws IOException {
        DailyExport utc = daily().build();
        ZoneId newYork = ZoneId.of("America/New_York");
        for (int hour = 0; hour < 72; hour++) {
            append(
                    store,
                    message(
                            JAVA,
                            ALICE,
                            "h" + hour + ".",
                            DAY.atStartOfDay(newYork).toInstant().plus(Duration.ofHours(hour - 4))));
        }
        utc.run(Instant.parse("2025-06-13T00:10:00Z"));
        DailyExport there = daily().zone(newYork).build();
        there.run(Instant.parse("2025-06-15T12:00:00Z"));

        String all = text(DAY) + text(DAY.plusDays(1)) + text(DAY.plusDays(2));
        for (int hour = 0; hour < 72; hour++) {
            assertThat(all).contains("h" + hour + ".\n");
        }
        assertThat(retained(there)).isEmpty();
        checkSums();
    }

    @Test
    void retention_conversationsThatTheExportLeavesOut_areNeverForgotten() throws IOException {
        RoomName direct = RoomName.direct(ALICE.id(), BOB.id());
        RoomName inbox = RoomName.inbox(ALICE.id());
        DailyExport export = daily().rooms(room -> room.equals(JAVA)).build();
        for (RoomName room : List.of(JAVA, PYTHON, direct, inbox)) {
            append(store, message(room, ALICE, "in " + room.kind(), MORNING));
        }
        export.run(MORNING.plus(ONE_DAY));

        long forgotten =
                Retention.of(store).keepFor(ONE_DAY).onlyExported(export).run(MORNING.plus(ONE_DAY.multipliedBy(9)));

        assertThat(forgotten).isEqualTo(1);
        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(1);
        for (RoomName room : List.of(PYTHON, direct, inbox)) {
            assertThat(store.head(room).purgedSeq()).as("%s", room).isZero();
        }
    }

    @Test
    void retention_anotherLifeOfTheLog_isNotTakenForTheExportedOne() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "old life", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        store.resetRoom(JAVA);
        append(store, message(JAVA, ALICE, "new life", MORNING));

        assertThat(retained(export)).containsExactly("new life");
        export.run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(text(DAY)).as("what only the file has").contains("old life");
        assertThat(text(DAY)).contains("new life");
        assertThat(retained(export)).isEmpty();
        checkSums();
    }

    @Test
    void erase_fileWhoseBeginningIsForgotten_isReplacedByWhatTheLogHasLeft() throws IOException {
        DailyExport export = daily().formats("txt").build();
        append(store, message(JAVA, BOB, "purged", MORNING));
        append(store, message(JAVA, ALICE, "kept", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        store.purge(JAVA, 1);
        new UserErasure(store, export).erase(BOB.id());

        assertThat(text(DAY)).contains("Alice: kept\n").doesNotContain("purged");
        assertThat(names(DAY)).hasSize(2).anyMatch(name -> name.endsWith(DAY + "-2.txt"));
        assertThat(retained(export)).isEmpty();
        new UserErasure(store, export).erase(ALICE.id());
        assertThat(text(DAY)).isEmpty();
    }

    @Test
    void erase_leftByRunsThatWereCutOff_isDeleted() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "x", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        Path done = folder.resolve(DAY.toString());
        Path notDone = Files.createDirectories(folder.resolve(DAY.minusDays(90).toString()));
        Files.writeString(done.resolve(".left" + DurableFiles.TEMPORARY), "secret");
        Files.writeString(notDone.resolve("chatlog.txt"), "secret");
        Files.writeString(Files.createDirectories(folder.resolve("not a day")).resolve("mine"), "mine");

        new UserErasure(store, export).erase(BOB.id());

        assertThat(names(DAY)).noneMatch(name -> name.endsWith(DurableFiles.TEMPORARY));
        assertThat(notDone).isEmptyDirectory();
        assertThat(folder.resolve("not a day/mine")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"purge", "reset"})
    void run_forgottenWhileAFileIsWrittenAgain_keepsTheFile(String how) throws IOException {
        AtomicBoolean forget = new AtomicBoolean();
        EntryDraft another = message(JAVA, ALICE, "another life", MORNING);
        MessageStore forgetting = new ForwardingMessageStore(store) {
            @Override
            public MessageScan scan(RoomName room, TimeRange range, @Nullable UserId sender) {
                if (room.equals(JAVA) && forget.getAndSet(false)) {
                    if (how.equals("purge")) {
                        purge(JAVA, 1);
                    } else {
                        resetRoom(JAVA);
                        append(List.of(another));
                    }
                }
                return super.scan(room, range, sender);
            }
        };
        DailyExport export =
                DailyExport.builder(forgetting, folder).formats("txt").build();
        append(store, message(JAVA, ALICE, "first", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        append(store, message(JAVA, ALICE, "late", MORNING));
        forget.set(true);

        assertThatThrownBy(() -> export.run(MORNING.plus(ONE_DAY.multipliedBy(2))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has changed while it was exported");
        assertThat(text(DAY)).contains("first").doesNotContain("late", "another life");
        export.run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(text(DAY)).contains("first", how.equals("purge") ? "late" : "another life");
        assertThat(retained(export)).isEmpty();
        checkSums();
    }

    @Test
    void run_firstMessageIsOfAClockThatWasAhead_beginsWithTheOthers() throws IOException {
        DailyExport export = daily().formats("txt").build();
        append(store, message(JAVA, ALICE, "ahead", MORNING.plus(ONE_DAY.multipliedBy(400))));
        append(store, message(JAVA, ALICE, "second", MORNING.plus(ONE_DAY)));
        append(store, message(JAVA, ALICE, "third", MORNING));

        assertThat(export.run(MORNING.plus(ONE_DAY.multipliedBy(2))).days()).containsExactly(DAY, DAY.plusDays(1));
        assertThat(text(DAY)).contains("third");
        assertThat(retained(export)).containsExactly("ahead", "second", "third");
    }

    @Test
    void run_zoneHasChanged_writesADayAgainInItsOwnZone() throws IOException {
        append(store, message(JAVA, ALICE, "first", MORNING));
        daily().formats("txt").build().run(MORNING.plus(ONE_DAY));
        append(store, message(JAVA, ALICE, "late", MORNING));
        String before = text(DAY);

        daily().formats("txt").zone(ZoneId.of("Asia/Tokyo")).build().run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(text(DAY)).startsWith(before).contains("late");
    }

    @Test
    void run_lateMessageAfterAnErasure_replacesNoFileThatTheLogHasLostTheBeginningOf() throws IOException {
        DailyExport export = daily().formats("txt").build();
        append(store, message(JAVA, BOB, "erased", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        for (int round = 2; round <= 3; round++) {
            store.purge(JAVA, store.head(JAVA).lastSeq());
            append(store, message(JAVA, ALICE, "late " + round, MORNING));
            append(store, message(PYTHON, ALICE, "a day to do", MORNING.plus(ONE_DAY.multipliedBy(round - 1))));
            export.run(MORNING.plus(ONE_DAY.multipliedBy(round)));
            new UserErasure(store, export).erase(BOB.id());
        }

        assertThat(text(DAY)).contains("late 2", "late 3").doesNotContain("erased");
        assertThat(retained(export)).isEmpty();
    }

    @Test
    void run_daysWithoutMessagesAfterAllIsForgotten_areDoneAllTheSame() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "only", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        assertThat(retained(export)).isEmpty();

        assertThat(export.run(MORNING.plus(ONE_DAY.multipliedBy(3))).days())
                .containsExactly(DAY.plusDays(1), DAY.plusDays(2));
    }

    @Test
    void retention_partOfTheLogIsHeld_forgetsUpToThere() throws IOException {
        DailyExport export = daily().since(DAY.plusDays(1)).build();
        append(store, message(JAVA, ALICE, "one", MORNING.plus(ONE_DAY)));
        append(store, message(JAVA, ALICE, "two", MORNING.plus(ONE_DAY)));
        append(store, EntryDraft.react(at(store, JAVA, 1), BOB, MORNING.plus(ONE_DAY), "+1"));
        append(store, message(JAVA, ALICE, "before the first day", MORNING));
        append(store, message(JAVA, ALICE, "three", MORNING.plus(ONE_DAY)));
        export.run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(retained(export)).containsExactly("before the first day", "three");
        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(3);
    }

    @Test
    void retention_manifestUnreadable_forgetsNothing() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "x", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        Files.writeString(folder.resolve(DAY + "/" + DayManifest.FILE), "{");

        assertThatThrownBy(() -> retained(export)).isInstanceOf(UncheckedIOException.class);
        assertThat(store.head(JAVA).purgedSeq()).isZero();
    }

    @Test
    void run_storeFailsWhileADayIsWrittenAgain_isFinishedByTheNextRun() throws IOException {
        DailyExport export = daily().build();
        append(store, message(JAVA, ALICE, "first", MORNING));
        append(store, message(PYTHON, ALICE, "first", MORNING));
        export.run(MORNING.plus(ONE_DAY));
        append(store, message(JAVA, ALICE, "late", MORNING));
        append(store, message(PYTHON, ALICE, "late", MORNING));
        faults.breakDown("scan", StoreException.Category.UNAVAILABLE);
        assertThatThrownBy(() -> export.run(MORNING.plus(ONE_DAY.multipliedBy(2))))
                .isInstanceOf(StoreException.class);
        faults.recover();

        export.run(MORNING.plus(ONE_DAY.multipliedBy(2)));

        assertThat(text(DAY).split("late", -1)).hasSize(3);
        assertThat(retained(export)).isEmpty();
        checkSums();
    }

    private DailyExportBuilder daily() {
        return DailyExport.builder(store, folder);
    }

    /** Forgets all that may be forgotten, and returns what is left. */
    private List<String> retained(DailyExport export) {
        Retention.of(store).keepFor(ONE_DAY).onlyExported(export).run(MORNING.plus(ONE_DAY.multipliedBy(99)));
        return texts(store.messages(MessageQuery.tail(JAVA, 100)));
    }

    private List<String> names(LocalDate day) throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve(day.toString()))) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    private String text(LocalDate day) throws IOException {
        return files(day, ".txt");
    }

    private String ndjson(LocalDate day) throws IOException {
        return files(day, ".ndjson");
    }

    private String files(LocalDate day, String extension) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> paths = Files.list(folder.resolve(day.toString()))) {
            for (Path path : paths.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList()) {
                all.append(Files.readString(path));
            }
        }
        return all.toString();
    }

    /** Every manifest describes the files that are there. */
    private void checkSums() throws IOException {
        try (Stream<Path> days = Files.list(folder)) {
            for (Path day : days.filter(Files::isDirectory).toList()) {
                for (DayManifest.ExportedFile file : DayManifest.read(day).files()) {
                    assertThat(file.result().sha256())
                            .as(file.file())
                            .isEqualTo(
                                    Sha256.hex(Sha256.digest().digest(Files.readAllBytes(day.resolve(file.file())))));
                }
            }
        }
    }
}
