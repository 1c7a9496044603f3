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

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What a store must also do if several engines may work on the same data at once: in one test, a second {@link #open}
 * gives another instance over the same data while the first is open.
 */
public interface SharedStoreContract extends StoreFixture {

    @Test
    default void shared_twoInstancesOneRoom_numbersAreDenseAndNothingIsLost(MessageStore store) throws Exception {
        try (MessageStore other = open()) {
            List<Callable<Void>> writers = new ArrayList<>();
            for (MessageStore instance : List.of(store, other)) {
                Sender sender = instance == store ? ALICE : BOB;
                writers.add(() -> {
                    for (int b = 0; b < 30; b++) {
                        instance.append(
                                List.of(keyed(JAVA, sender, "x" + b, "x" + b), keyed(JAVA, sender, "y" + b, "y" + b)));
                    }
                    return null;
                });
            }
            StoreSamples.runAll(writers);
            List<Message> all = store.messages(MessageQuery.after(JAVA, 0, 1000));
            assertThat(seqs(all))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 120).boxed().toList());
            assertThat(all).isEqualTo(other.messages(MessageQuery.after(JAVA, 0, 1000)));
            assertThat(all.stream().filter(m -> m.sender().equals(ALICE)).map(Message::clientMsgId))
                    .hasSize(60)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    default void shared_sameKeysThroughTwoInstances_areStoredOnce(MessageStore store) throws Exception {
        try (MessageStore other = open()) {
            List<Callable<List<AppendResult>>> writers = new ArrayList<>();
            for (MessageStore instance : List.of(store, other)) {
                writers.add(() -> {
                    List<AppendResult> results = new ArrayList<>();
                    for (int i = 0; i < 40; i++) {
                        results.addAll(instance.append(List.of(keyed(JAVA, ALICE, "t" + i, "c" + i))));
                    }
                    return results;
                });
            }
            List<List<AppendResult>> results = StoreSamples.runAll(writers);
            for (int i = 0; i < 40; i++) {
                assertThat(results.get(0).get(i).entry())
                        .isEqualTo(results.get(1).get(i).entry());
            }
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(40);
        }
    }

    @Test
    default void shared_changesOnOneRevision_oneIsStoredAndTheOtherIsStale(MessageStore store) throws Exception {
        fill(store, JAVA, "m", 1);
        Message message = at(store, JAVA, 1);
        try (MessageStore other = open()) {
            for (int round = 1; round <= 50; round++) {
                EntryDraft edit = EntryDraft.edit(message, ALICE, NOON, Content.of("round " + round))
                        .onRevision(round);
                List<Callable<AppendResult>> writers = new ArrayList<>();
                for (MessageStore instance : List.of(store, other)) {
                    writers.add(() -> instance.append(List.of(edit)).get(0));
                }
                assertThat(StoreSamples.runAll(writers))
                        .extracting(AppendResult::outcome)
                        .containsExactlyInAnyOrder(AppendResult.Outcome.STORED, AppendResult.Outcome.STALE);
                message = at(other, JAVA, 1);
                assertThat(message.revision().seq()).isEqualTo(round + 1);
            }
        }
    }

    @Test
    default void shared_recordsChangedByOne_makeDraftsOfTheOtherStale(MessageStore store) {
        try (MessageStore other = open()) {
            long before = other.versionedRecordsIn(JAVA).version();
            long banned = store.putRecord(new RoomRecord(JAVA, "ban", "1", ""));

            assertThat(other.append(List.of(message(JAVA, ALICE, "x").onRules(before))))
                    .containsExactly(AppendResult.stale());
            assertThat(other.recordVersions(List.of(JAVA))).containsEntry(JAVA, banned);
            assertThat(other.heads(List.of(JAVA)).values()).containsExactly(Head.none(JAVA));
            fill(store, JAVA, "m", 2);
            assertThat(other.heads(List.of(JAVA)).values()).containsExactly(store.head(JAVA));
        }
    }

    @Test
    default void shared_whatOneWrites_theOtherReads(MessageStore store) {
        try (MessageStore other = open()) {
            fill(store, JAVA, "m", 3);
            assertThat(texts(other.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("m1", "m2", "m3");
            append(other, EntryDraft.edit(at(other, JAVA, 2), ALICE, NOON, Content.of("edited")));
            assertThat(at(store, JAVA, 2).text()).isEqualTo("edited");
            other.mark(new ReadMarker(JAVA, UserId.of("3"), 2, NOON));
            assertThat(store.marker(JAVA, UserId.of("3"))).isPresent();
            store.purge(JAVA, 1);
            assertThat(other.head(JAVA).purgedSeq()).isEqualTo(1);
            Head reset = store.resetRoom(JAVA);
            assertThat(other.head(JAVA)).isEqualTo(reset);
            assertThat(append(other, message(JAVA, BOB, "new")).epoch()).isEqualTo(reset.epoch());
        }
    }
}
