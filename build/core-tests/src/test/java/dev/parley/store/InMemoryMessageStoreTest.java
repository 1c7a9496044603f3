package dev.parley.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.item;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static dev.parley.testkit.store.StoreSamples.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bounds of the store in memory. */
final class InMemoryMessageStoreTest {

    @Test
    void entriesPerRoom_atTheBound_keepsAll() {
        MessageStore store =
                InMemoryMessageStore.builder().maxEntriesPerRoom(100).build();
        fill(store, JAVA, "m", 100);

        assertThat(store.head(JAVA).purgedSeq()).isZero();
    }

    @Test
    void entriesPerRoom_beyondTheBound_dropsTheOldestAsIfPurged() {
        MessageStore store =
                InMemoryMessageStore.builder().maxEntriesPerRoom(100).build();
        append(store, keyed(JAVA, ALICE, "first", "c1"));
        fill(store, JAVA, "m", 100);
        fill(store, JAVA, "n", 1000);

        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(1001);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(1101);
        assertThat(seqs(store.messages(MessageQuery.after(JAVA, 0, 1)))).containsExactly(1002L);
        assertThat(append(store, keyed(JAVA, ALICE, "first", "c1")).seq()).isEqualTo(1102);
    }

    @Test
    void rooms_beyondTheBound_dropsTheRoomWrittenToLeastRecently() {
        MessageStore store = InMemoryMessageStore.builder().maxRooms(2).build();
        append(store, message(JAVA, ALICE, "1"));
        append(store, message(PYTHON, ALICE, "2"));
        append(store, message(JAVA, ALICE, "3"));
        store.mark(new ReadMarker(PYTHON, BOB.id(), 1, NOON));

        append(store, message(RoomName.of("third"), ALICE, "4"));

        assertThat(store.rooms(null, 10)).extracting(Head::room).containsExactly(JAVA, RoomName.of("third"));
        assertThat(store.head(PYTHON)).isEqualTo(Head.none(PYTHON));
        assertThat(store.marker(PYTHON, BOB.id())).isEmpty();
        assertThat(store.health().detail()).startsWith("2 rooms");
    }

    @Test
    void bytes_beyondTheBound_dropsTheOldestOfAllRooms() {
        int size = message(JAVA, ALICE, "x".repeat(1000)).approximateBytes();
        MessageStore store = InMemoryMessageStore.builder().maxBytes(10L * size).build();
        for (int i = 0; i < 5; i++) {
            append(store, message(JAVA, ALICE, "x".repeat(1000)));
            append(store, message(PYTHON, ALICE, "x".repeat(1000)));
        }
        assertThat(store.head(JAVA).purgedSeq() + store.head(PYTHON).purgedSeq())
                .isZero();

        for (int i = 0; i < 3; i++) {
            append(store, message(PYTHON, ALICE, "x".repeat(1000)));
        }

        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(2);
        assertThat(store.head(PYTHON).purgedSeq()).isEqualTo(1);
    }

    @Test
    void bytes_oneEntryAboveTheBound_isDroppedAndNumbersGoOn() {
        MessageStore store = InMemoryMessageStore.builder().maxBytes(1000).build();
        append(store, message(JAVA, ALICE, "x".repeat(5000)));

        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(1);
        assertThat(append(store, message(JAVA, ALICE, "small")).seq()).isEqualTo(2);
        assertThat(store.messages(MessageQuery.tail(JAVA, 5))).hasSize(1);
        assertThat(store.health().detail()).isEqualTo("1 rooms, about 210 bytes in memory");
    }

    @Test
    void inboxes_beyondTheBound_dropsTheOneUsedLeastRecently() {
        MessageStore store =
                InMemoryMessageStore.builder().maxInboxes(1).inboxCapacity(2).build();
        store.addNotification(item("n1", ALICE.id(), "x"));
        store.addNotification(item("n2", BOB.id(), "x"));

        assertThat(store.unreadNotifications(ALICE.id())).isZero();
        assertThat(store.unreadNotifications(BOB.id())).isEqualTo(1);
    }

    @Test
    void markers_beyondTheBound_dropsTheOneMovedLeastRecently() {
        MessageStore store = InMemoryMessageStore.builder().maxMarkers(2).build();
        store.mark(new ReadMarker(JAVA, ALICE.id(), 1, NOON));
        store.mark(new ReadMarker(JAVA, BOB.id(), 1, NOON));
        store.mark(new ReadMarker(JAVA, ALICE.id(), 2, NOON));
        store.mark(new ReadMarker(PYTHON, ALICE.id(), 1, NOON));

        assertThat(store.marker(JAVA, BOB.id())).isEmpty();
        assertThat(store.markersOf(ALICE.id(), 10)).hasSize(2);
    }

    @Test
    void records_atTheBound_refusesNewOnesAndKeepsOld() {
        MessageStore store = InMemoryMessageStore.builder().maxRecords(1).build();
        store.putRecord(new RoomRecord(JAVA, "ban", "1", "a"));
        store.putRecord(new RoomRecord(JAVA, "ban", "1", "b"));

        assertThatThrownBy(() -> store.putRecord(new RoomRecord(JAVA, "ban", "2", "c")))
                .isInstanceOfSatisfying(StoreException.class, failure -> {
                    assertThat(failure.category()).isEqualTo(StoreException.Category.FULL);
                    assertThat(failure.retryable()).isTrue();
                });
        assertThat(store.recordsIn(JAVA)).isEqualTo(List.of(new RoomRecord(JAVA, "ban", "1", "b")));
    }

    /** Versions outlive the records, so they have a bound; beyond it they may rise without a change, but never fall. */
    @Test
    void recordVersions_ofMoreRoomsThanTheBound_neverFallOrRepeat() {
        MessageStore store = InMemoryMessageStore.builder().maxRecords(2).build();
        for (int i = 0; i < 5; i++) {
            store.putRecord(new RoomRecord(JAVA, "ban", "1", "a"));
        }
        long highest = store.removeRecord(JAVA, "ban", "1");
        for (String other : List.of("a", "b", "c")) {
            store.putRecord(new RoomRecord(RoomName.of(other), "ban", "1", "a"));
            store.removeRecord(RoomName.of(other), "ban", "1");
            long now = store.versionedRecordsIn(JAVA).version();
            assertThat(now).isGreaterThanOrEqualTo(highest);
            highest = now;
        }

        assertThat(store.putRecord(new RoomRecord(JAVA, "ban", "1", "a"))).isGreaterThan(highest);
    }

    @Test
    void builder_boundBelowOne_isRefused() {
        assertThatThrownBy(() -> InMemoryMessageStore.builder().maxRooms(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxRooms");
    }
}
