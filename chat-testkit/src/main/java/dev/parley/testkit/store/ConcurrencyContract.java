package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static dev.parley.testkit.store.StoreSamples.seqs;
import static dev.parley.testkit.store.StoreSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageScan;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Scans, and several threads. */
public interface ConcurrencyContract extends StoreFixture {

    @Test
    default void scan_returnsEveryMessageInOrder(MessageStore store) throws Exception {
        for (int i = 0; i < 13; i++) {
            fill(store, JAVA, i + "-", 100);
        }
        append(store, EntryDraft.edit(at(store, JAVA, 77), ALICE, NOON, Content.of("edited")));

        List<Message> all = drain(store.scan(JAVA, TimeRange.ALL, null));

        assertThat(seqs(all))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1300).boxed().toList());
        assertThat(all.get(76).text()).isEqualTo("edited");
    }

    @Test
    default void scan_appendsMeanwhile_stopAtTheHeadOfTheBeginning(MessageStore store) {
        fill(store, JAVA, "m", 100);
        try (MessageScan scan = store.scan(JAVA, TimeRange.ALL, null)) {
            List<Long> seen = new ArrayList<>();
            while (scan.hasNext()) {
                seen.add(scan.next().seq());
                append(store, message(JAVA, BOB, "later"));
            }
            assertThat(scan.head().lastSeq()).isEqualTo(100);
            assertThat(seen).hasSize(100).isSorted();
            assertThatThrownBy(scan::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(200);
    }

    @Test
    default void scan_filtersByTimeAndSender(MessageStore store) {
        for (int i = 0; i < 60; i++) {
            append(store, message(JAVA, i % 2 == 0 ? ALICE : BOB, "m" + i, NOON.plusSeconds(i)));
        }
        TimeRange range = TimeRange.of(NOON.plusSeconds(10), NOON.plusSeconds(15));

        assertThat(texts(drain(store.scan(JAVA, range, BOB.id())))).containsExactly("m11", "m13");
    }

    @Test
    default void scan_unknownRoomOrClosed_isEmpty(MessageStore store) {
        assertThat(drain(store.scan(JAVA, TimeRange.ALL, null))).isEmpty();
        fill(store, JAVA, "m", 5);
        MessageScan scan = store.scan(JAVA, TimeRange.ALL, null);
        scan.next();
        scan.close();
        assertThat(scan.hasNext()).isFalse();
        scan.close();
    }

    @Test
    default void scan_roomResetMeanwhile_saysSo(MessageStore store) {
        for (int i = 0; i < 20; i++) {
            fill(store, JAVA, "m", 100);
        }
        try (MessageScan scan = store.scan(JAVA, TimeRange.ALL, null)) {
            scan.next();
            store.resetRoom(JAVA);
            for (int i = 0; i < 20; i++) {
                fill(store, JAVA, "n", 100);
            }
            assertThatThrownBy(() -> drain(scan))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.category()).isEqualTo(StoreException.Category.RESET));
        }
    }

    @Test
    default void append_differentRoomsAtOnce_eachIsDense(MessageStore store) throws Exception {
        int rooms = 4;
        int batches = 25;
        List<Callable<Void>> writers = new ArrayList<>();
        for (int r = 0; r < rooms; r++) {
            RoomName room = RoomName.of("room " + r);
            writers.add(() -> {
                for (int b = 0; b < batches; b++) {
                    List<AppendResult> results = store.append(
                            List.of(keyed(room, ALICE, "a" + b, "a" + b), keyed(room, BOB, "b" + b, "b" + b)));
                    assertThat(results)
                            .extracting(result -> result.entry().seq())
                            .containsExactly(2L * b + 1, 2L * b + 2);
                }
                return null;
            });
        }
        StoreSamples.runAll(writers);
        for (int r = 0; r < rooms; r++) {
            assertThat(store.entries(RoomName.of("room " + r), 0, 1000)).hasSize(2 * batches);
        }
    }

    @Test
    default void read_duringAppends_neverSeesAHoleOrHalfABatch(MessageStore store) throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        int size = 7;
        boolean atomic = atomicBatches();
        List<Callable<Void>> work = new ArrayList<>();
        work.add(() -> {
            try {
                for (int b = 0; b < 40; b++) {
                    fill(store, JAVA, b + "-", size);
                }
            } finally {
                writing.set(false);
            }
            return null;
        });
        work.add(() -> {
            while (writing.get()) {
                long head = store.head(JAVA).lastSeq();
                List<Message> messages = store.messages(MessageQuery.after(JAVA, 0, 10_000));
                assertThat(messages.size()).isGreaterThanOrEqualTo((int) head);
                assertThat(seqs(messages))
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, messages.size())
                                .boxed()
                                .toList());
                if (atomic) {
                    assertThat(head % size).isZero();
                    assertThat(messages.size() % size).isZero();
                }
            }
            return null;
        });
        StoreSamples.runAll(work);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(40L * size);
    }

    @Test
    default void mark_fromSeveralThreads_highestWins(MessageStore store) throws Exception {
        List<Callable<Void>> devices = new ArrayList<>();
        for (int d = 0; d < 4; d++) {
            int device = d;
            devices.add(() -> {
                for (int i = 0; i < 50; i++) {
                    store.mark(new ReadMarker(JAVA, ALICE.id(), (i * 37L + device * 11L) % 200, NOON));
                }
                return null;
            });
        }
        StoreSamples.runAll(devices);
        long highest = 0;
        for (int d = 0; d < 4; d++) {
            for (int i = 0; i < 50; i++) {
                highest = Math.max(highest, (i * 37L + d * 11L) % 200);
            }
        }
        assertThat(store.marker(JAVA, ALICE.id())).map(ReadMarker::seq).hasValue(highest);
    }

    @Test
    default void addNotification_fromSeveralThreads_keepsAll(MessageStore store) throws Exception {
        List<Callable<Void>> writers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int thread = t;
            writers.add(() -> {
                for (int i = 0; i < 10; i++) {
                    store.addNotification(StoreSamples.item(thread + "-" + i, ALICE.id(), "x"));
                }
                return null;
            });
        }
        StoreSamples.runAll(writers);
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 100))
                .extracting(item -> item.number())
                .hasSize(40)
                .doesNotHaveDuplicates()
                .isSorted();
    }

    private static List<Message> drain(MessageScan scan) {
        List<Message> all = new ArrayList<>();
        try (scan) {
            scan.forEachRemaining(all::add);
        }
        return all;
    }
}
