package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.LogArchive;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What a store must do whose {@link MessageStore#archive} is there: it takes entries that another store has numbered. */
public interface LogArchiveContract extends StoreFixture {

    @Test
    default void importEntries_unknownRoom_hasThemUnderEpochAndNumbers(MessageStore store) {
        List<Entry> entries = numbered(JAVA, "e1", 1, 3);
        Entry edit = Entry.of(
                new EntryDraft(
                        JAVA,
                        EntryKind.EDIT,
                        entries.get(1).messageId(),
                        ALICE,
                        NOON,
                        null,
                        2,
                        Content.of("edited"),
                        null),
                "e1",
                4);
        Entry erased = entry(JAVA, "e1", 5, "gone").erase();
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(List.of(edit, erased));
        all.addAll(numbered(PYTHON, "e2", 1, 2));

        Map<RoomName, Head> heads = archive(store).importEntries(all);

        assertThat(heads).containsOnlyKeys(JAVA, PYTHON);
        assertThat(heads.get(JAVA)).isEqualTo(new Head(JAVA, "e1", 5, 0, NOON)).isEqualTo(store.head(JAVA));
        assertThat(store.entries(JAVA, 0, 10)).isEqualTo(all.subList(0, 5));
        assertThat(at(store, JAVA, 2).text()).isEqualTo("edited");
        assertThat(store.message(JAVA, entries.get(0).messageId())).isPresent();
        assertThat(store.rooms(null, 10)).extracting(Head::room).containsExactlyInAnyOrder(JAVA, PYTHON);
        assertThat(append(store, message(JAVA, BOB, "next")))
                .extracting(Entry::epoch, Entry::seq)
                .containsExactly("e1", 6L);
    }

    @Test
    default void importEntries_repeatedAndOverlapping_addsWhatIsNew(MessageStore store) {
        List<Entry> entries = numbered(JAVA, "e1", 1, 10);
        archive(store).importEntries(entries.subList(0, 4));
        archive(store).importEntries(entries.subList(0, 4));
        archive(store).importEntries(entries.subList(1, 3));

        assertThat(archive(store).importEntries(entries.subList(2, 10)).get(JAVA))
                .extracting(Head::lastSeq)
                .isEqualTo(10L);
        assertThat(store.entries(JAVA, 0, 100)).isEqualTo(entries);
        assertThat(archive(store).importEntries(List.of())).isEmpty();
    }

    @Test
    default void importEntries_missingOrMixed_isRefusedAndNothingIsWritten(MessageStore store) {
        archive(store).importEntries(numbered(JAVA, "e1", 1, 2));
        List<List<Entry>> wrong = List.of(
                numbered(JAVA, "e1", 4, 5),
                numbered(PYTHON, "e1", 2, 3),
                List.of(entry(JAVA, "e1", 3, "x"), entry(JAVA, "e1", 5, "x")),
                List.of(entry(JAVA, "e1", 3, "x"), entry(JAVA, "e2", 4, "x")));

        for (List<Entry> entries : wrong) {
            assertThatThrownBy(() -> archive(store).importEntries(entries))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(store.head(JAVA).lastSeq()).isEqualTo(2);
        assertThat(store.head(PYTHON)).isEqualTo(Head.none(PYTHON));
    }

    @Test
    default void importEntries_otherEpoch_writesNothing(MessageStore store) {
        fill(store, JAVA, "m", 2);
        Head before = store.head(JAVA);

        assertThat(archive(store).importEntries(numbered(JAVA, "another", 1, 5)))
                .containsOnly(Map.entry(JAVA, before));

        assertThat(store.entries(JAVA, 0, 10)).hasSize(2);
    }

    @Test
    default void importEntries_erasedOrPurgedMeanwhile_doesNotBringThemBack(MessageStore store) {
        List<Entry> entries = numbered(JAVA, "e1", 1, 6);
        archive(store).importEntries(entries);
        store.purge(JAVA, 2);
        for (int i = 0; i < 10 && !store.eraseUser(ALICE.id(), 100).complete(); i++) {
            assertThat(i).as("steps").isLessThan(9);
        }

        archive(store).importEntries(entries);

        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(2);
        assertThat(store.entries(JAVA, 0, 10)).hasSize(4).allMatch(Entry::erased);
        assertThat(store.messages(MessageQuery.tail(JAVA, 10)).toString()).doesNotContain("text 3", "text 6");
        store.purge(JAVA, Long.MAX_VALUE);
        archive(store).importEntries(entries);
        assertThat(store.entries(JAVA, 0, 10)).isEmpty();
        assertThat(archive(store).importEntries(numbered(JAVA, "e1", 5, 8)).get(JAVA))
                .extracting(Head::lastSeq, Head::purgedSeq)
                .containsExactly(8L, 6L);
    }

    @Test
    default void importEntries_keyThatIsUsed_isWrittenWithoutIt(MessageStore store) {
        Entry first = keyedEntry(1, "c1");
        archive(store).importEntries(List.of(first));

        archive(store).importEntries(List.of(keyedEntry(2, "c1"), keyedEntry(3, "c2"), keyedEntry(4, "c2")));

        assertThat(store.entries(JAVA, 0, 10)).extracting(Entry::clientMsgId).containsExactly("c1", null, "c2", null);
        assertThat(store.entryOf(JAVA, ALICE.id(), "c1")).contains(first);
        assertThat(store.append(List.of(keyed(JAVA, ALICE, "text 3", "c2")))
                        .get(0)
                        .outcome())
                .isEqualTo(AppendResult.Outcome.DUPLICATE);
    }

    @Test
    default void importEntries_fromSeveralThreads_writesEachOnce(MessageStore store) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("importEntries_fromSeveralThreads_writesEachOnce: seed " + seed);
        List<Entry> entries = numbered(JAVA, "e1", 1, 200);
        List<Callable<Void>> archivers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            archivers.add(() -> {
                for (long last = 0;
                        last < entries.size();
                        last = store.head(JAVA).lastSeq()) {
                    int from = (int) Math.max(0, last - random.nextInt(10));
                    int to = Math.min(entries.size(), (int) last + 1 + random.nextInt(20));
                    archive(store).importEntries(entries.subList(from, to));
                }
                return null;
            });
        }
        StoreSamples.runAll(archivers);

        assertThat(store.entries(JAVA, 0, 1_000)).isEqualTo(entries);
    }

    @Test
    default void resetRoom_toAnEpoch_isDoneOnce(MessageStore store) {
        archive(store).importEntries(numbered(JAVA, "e1", 1, 3));
        store.mark(new ReadMarker(JAVA, BOB.id(), 2, NOON));
        store.putRecord(new RoomRecord(JAVA, "settings", "topic", "x"));

        Head reset = archive(store).resetRoom(JAVA, "e2");

        assertThat(reset).isEqualTo(new Head(JAVA, "e2", 0, 0, null)).isEqualTo(store.head(JAVA));
        assertThat(store.entries(JAVA, 0, 10)).isEmpty();
        assertThat(store.marker(JAVA, BOB.id())).isEmpty();
        assertThat(store.recordsIn(JAVA)).hasSize(1);
        archive(store).importEntries(numbered(JAVA, "e2", 1, 2));
        assertThat(archive(store).resetRoom(JAVA, "e2").lastSeq()).isEqualTo(2);
        assertThat(archive(store).resetRoom(PYTHON, "e2")).isEqualTo(Head.none(PYTHON));
    }

    @Test
    default void renewEpoch_entriesKeepTheirNumbers(MessageStore store) {
        archive(store).importEntries(numbered(JAVA, "e1", 1, 5));
        append(store, EntryDraft.edit(at(store, JAVA, 3), ALICE, NOON, Content.of("edited")));
        store.purge(JAVA, 1);
        store.mark(new ReadMarker(JAVA, BOB.id(), 2, NOON));

        Head renewed = archive(store).renewEpoch(JAVA, "e2");

        assertThat(renewed).isEqualTo(new Head(JAVA, "e2", 6, 1, NOON)).isEqualTo(store.head(JAVA));
        assertThat(store.entries(JAVA, 0, 10))
                .hasSize(5)
                .allMatch(entry -> entry.epoch().equals("e2"));
        assertThat(at(store, JAVA, 3).text()).isEqualTo("edited");
        assertThat(store.marker(JAVA, BOB.id())).isPresent();
        assertThat(archive(store).renewEpoch(JAVA, "e2")).isEqualTo(renewed);
        assertThat(append(store, message(JAVA, BOB, "next")))
                .extracting(Entry::epoch, Entry::seq)
                .containsExactly("e2", 7L);
        assertThat(archive(store).renewEpoch(PYTHON, "e2")).isEqualTo(Head.none(PYTHON));
    }

    private static LogArchive archive(MessageStore store) {
        return store.archive().orElseThrow(() -> new AssertionError("the store has no archive()"));
    }

    private static List<Entry> numbered(RoomName room, String epoch, long from, long to) {
        List<Entry> entries = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            entries.add(entry(room, epoch, seq, "text " + seq));
        }
        return entries;
    }

    private static Entry entry(RoomName room, String epoch, long seq, String text) {
        EntryDraft draft =
                EntryDraft.message(room, MessageId.of(room.value() + epoch + '-' + seq), ALICE, NOON, Content.of(text));
        return Entry.of(draft, epoch, seq);
    }

    private static Entry keyedEntry(long seq, String clientMsgId) {
        return Entry.of(message(JAVA, ALICE, "text " + seq).withClientMsgId(clientMsgId), "e1", seq);
    }
}
