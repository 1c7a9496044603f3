package dev.parley.export;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.RoomName;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {

    private final MessageStore store = InMemoryMessageStore.create();

    @Test
    void run_withoutRules_forgetsNothing() {
        fill(store, JAVA, "m", 10);

        assertThat(Retention.of(store).run(NOON.plus(Duration.ofDays(9999)))).isZero();
    }

    @Test
    void run_byAge_forgetsWhatIsOlder() {
        for (int day = 0; day < 10; day++) {
            append(store, message(JAVA, ALICE, "d" + day, NOON.plus(Duration.ofDays(day))));
        }
        Retention retention = Retention.of(store).keepFor(Duration.ofDays(3));

        assertThat(retention.run(NOON.plus(Duration.ofDays(9)))).isEqualTo(6);
        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(6);
        assertThat(retention.run(NOON.plus(Duration.ofDays(9)))).isZero();
        assertThat(retention.run(NOON.plus(Duration.ofDays(99)))).isEqualTo(4);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(10);
    }

    @Test
    void run_byAnAgeBeyondAllTime_forgetsNothing() {
        append(store, message(JAVA, ALICE, "old", Instant.parse("0001-01-01T00:00:00Z")));

        for (Duration age : new Duration[] {Duration.ofDays(4_000 * 365L), Duration.ofSeconds(Long.MAX_VALUE)}) {
            assertThat(Retention.of(store).keepFor(age).run(NOON)).isZero();
        }
    }

    @Test
    void run_byAge_keepsWhatComesAfterAYoungerMessage() {
        append(store, message(JAVA, ALICE, "old", NOON));
        append(store, message(JAVA, ALICE, "young", NOON.plus(Duration.ofDays(5))));
        append(store, message(JAVA, ALICE, "old by a wrong clock", NOON));

        Retention.of(store).keepFor(Duration.ofDays(3)).run(NOON.plus(Duration.ofDays(5)));

        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(1);
    }

    @Test
    void run_byNumber_keepsTheNewest() {
        fill(store, JAVA, "m", 25);
        fill(store, PYTHON, "p", 10);

        assertThat(Retention.of(store).keepEntries(10).run(NOON)).isEqualTo(15);
        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(15);
        assertThat(store.head(PYTHON).purgedSeq()).isZero();
    }

    @Test
    void run_bothRules_theStricterHolds() {
        for (int day = 0; day < 10; day++) {
            append(store, message(JAVA, ALICE, "d" + day, NOON.plus(Duration.ofDays(day))));
        }
        Retention retention = Retention.of(store).keepFor(Duration.ofDays(3)).keepEntries(2);

        assertThat(retention.run(NOON.plus(Duration.ofDays(9)))).isEqualTo(8);
    }

    @Test
    void run_someRooms_leavesOthersAlone() {
        for (int i = 0; i < 600; i++) {
            fill(store, RoomName.of("r" + i), "m", 2);
        }
        Retention retention =
                Retention.of(store).keepEntries(1).rooms(room -> !room.value().equals("r7"));

        assertThat(retention.run(NOON)).isEqualTo(599);
        assertThat(store.head(RoomName.of("r7")).purgedSeq()).isZero();
    }

    @Test
    void run_onlyExported_waitsForTheExport(@TempDir Path folder) throws IOException {
        for (int day = 0; day < 10; day++) {
            append(store, message(JAVA, ALICE, "d" + day, NOON.plus(Duration.ofDays(day))));
        }
        Instant now = NOON.plus(Duration.ofDays(9));
        DailyExport export = DailyExport.builder(store, folder).catchUpDays(20).build();
        Retention retention = Retention.of(store).keepEntries(1).onlyExported(export);

        assertThat(retention.run(now)).isZero();
        export.run(now);
        assertThat(retention.run(now)).isEqualTo(9);
    }

    @Test
    void rules_outOfBounds_areRefused() {
        assertThatThrownBy(() -> Retention.of(store).keepEntries(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Retention.of(store).keepFor(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
