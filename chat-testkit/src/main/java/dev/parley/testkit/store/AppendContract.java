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
import static dev.parley.testkit.store.StoreSamples.seqs;
import static dev.parley.testkit.store.StoreSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.AppendResult.Outcome;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Numbers, batches and repetitions. */
public interface AppendContract extends StoreFixture {

    @Test
    default void append_first_getsNumberOneAndAnEpoch(MessageStore store) {
        Entry entry = append(store, message(JAVA, ALICE, "hello"));

        assertThat(entry.seq()).isEqualTo(1);
        assertThat(entry.epoch()).isNotEmpty();
        assertThat(store.head(JAVA).epoch()).isEqualTo(entry.epoch());
    }

    @Test
    default void append_oneByOne_numbersAreDense(MessageStore store) {
        for (long seq = 1; seq <= 50; seq++) {
            assertThat(append(store, message(JAVA, ALICE, "m" + seq)).seq()).isEqualTo(seq);
        }
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(50);
    }

    @Test
    default void append_batch_numbersFollowTheOrderOfTheList(MessageStore store) {
        fill(store, JAVA, "a", 3);
        List<EntryDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            drafts.add(message(JAVA, i % 2 == 0 ? ALICE : BOB, "b" + i));
        }

        List<AppendResult> results = store.append(drafts);

        assertThat(results).allSatisfy(result -> assertThat(result.outcome()).isEqualTo(Outcome.STORED));
        assertThat(results).extracting(result -> result.entry().seq()).containsExactlyElementsOf(range(4, 103));
        assertThat(results).extracting(result -> result.entry().draft()).isEqualTo(drafts);
    }

    @Test
    default void append_empty_doesNothing(MessageStore store) {
        assertThat(store.append(List.of())).isEmpty();
        assertThat(store.rooms(null, 10)).isEmpty();
    }

    @Test
    default void append_severalRooms_eachHasItsOwnNumbers(MessageStore store) {
        RoomName direct = RoomName.direct(ALICE.id(), BOB.id());
        List<AppendResult> results = store.append(List.of(
                message(JAVA, ALICE, "j1"),
                message(PYTHON, ALICE, "p1"),
                message(JAVA, BOB, "j2"),
                message(direct, BOB, "d1"),
                message(PYTHON, BOB, "p2"),
                message(JAVA, BOB, "j3")));

        assertThat(results).extracting(result -> result.entry().seq()).containsExactly(1L, 1L, 2L, 1L, 2L, 3L);
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("j1", "j2", "j3");
        assertThat(texts(store.messages(MessageQuery.tail(PYTHON, 10)))).containsExactly("p1", "p2");
        assertThat(texts(store.messages(MessageQuery.tail(direct, 10)))).containsExactly("d1");
    }

    @Test
    default void append_roomsThatDifferInCaseOrKind_areDifferent(MessageStore store) {
        List<RoomName> rooms = List.of(
                RoomName.of("java"),
                RoomName.of("JAVA"),
                RoomName.parse("room:java "),
                RoomName.inbox(UserId.of("java")));
        for (RoomName room : rooms) {
            assertThat(append(store, message(room, ALICE, room.key())).seq()).isEqualTo(1);
        }
        for (RoomName room : rooms) {
            assertThat(texts(store.messages(MessageQuery.tail(room, 10)))).containsExactly(room.key());
        }
    }

    @Test
    default void append_thousandInOneMillisecond_keepTheirOrder(MessageStore store) {
        for (int batch = 0; batch < 10; batch++) {
            fill(store, JAVA, batch + "-", 100);
        }
        List<String> expected = new ArrayList<>();
        for (int batch = 0; batch < 10; batch++) {
            for (int i = 1; i <= 100; i++) {
                expected.add(batch + "-" + i);
            }
        }
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 1000)))).isEqualTo(expected);
    }

    @Test
    default void append_clockGoesBack_orderIsByNumber(MessageStore store) {
        Instant noon = StoreSamples.NOON;
        append(store, message(JAVA, ALICE, "first", noon));
        append(store, message(JAVA, ALICE, "second", noon.minusSeconds(3600)));
        append(store, message(JAVA, ALICE, "third", noon.plusSeconds(1)));
        append(store, message(JAVA, ALICE, "fourth", noon.minusSeconds(7200)));

        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 3)))).containsExactly("second", "third", "fourth");
    }

    @Test
    default void append_repeatedInALaterCall_isAnsweredByTheOriginal(MessageStore store) {
        Entry original = append(store, keyed(JAVA, ALICE, "once", "c1"));
        append(store, message(JAVA, BOB, "between"));

        AppendResult again =
                store.append(List.of(keyed(JAVA, ALICE, "once", "c1"))).get(0);

        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(again.entry()).isEqualTo(original);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(2);
    }

    @Test
    default void append_repeatedInTheSameCall_isStoredOnce(MessageStore store) {
        List<AppendResult> results = store.append(List.of(
                keyed(JAVA, ALICE, "once", "c1"),
                keyed(JAVA, ALICE, "once", "c1"),
                keyed(JAVA, ALICE, "next", "c2"),
                keyed(JAVA, ALICE, "once", "c1")));

        assertThat(results)
                .extracting(AppendResult::outcome)
                .containsExactly(Outcome.STORED, Outcome.DUPLICATE, Outcome.STORED, Outcome.DUPLICATE);
        assertThat(results).extracting(result -> result.entry().seq()).containsExactly(1L, 1L, 2L, 1L);
        assertThat(results.get(3).entry()).isEqualTo(results.get(0).entry());
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(2);
    }

    @Test
    default void append_otherContentUnderTheSameKey_isAConflictAndNotStored(MessageStore store) {
        Entry original = append(store, keyed(JAVA, ALICE, "first", "c1"));

        List<AppendResult> results = store.append(List.of(
                keyed(JAVA, ALICE, "other", "c1"), keyed(JAVA, ALICE, "a", "c2"), keyed(JAVA, ALICE, "b", "c2")));

        assertThat(results)
                .extracting(AppendResult::outcome)
                .containsExactly(Outcome.CONFLICT, Outcome.STORED, Outcome.CONFLICT);
        assertThat(results.get(0).entry()).isEqualTo(original);
        assertThat(results.get(2).entry()).isEqualTo(results.get(1).entry());
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("first", "a");
    }

    @Test
    default void append_sameKeyOfAnotherSenderOrRoom_isSomethingElse(MessageStore store) {
        List<AppendResult> results = store.append(
                List.of(keyed(JAVA, ALICE, "x", "c1"), keyed(JAVA, BOB, "x", "c1"), keyed(PYTHON, ALICE, "x", "c1")));

        assertThat(results).extracting(AppendResult::outcome).containsOnly(Outcome.STORED);
    }

    @Test
    default void append_withRequestHash_isComparedByIt(MessageStore store) {
        EntryDraft first = keyed(JAVA, ALICE, "made once", "c1").withRequestHash("r1");
        Entry stored = append(store, first);

        AppendResult again = store.append(
                        List.of(keyed(JAVA, ALICE, "made otherwise", "c1").withRequestHash("r1")))
                .get(0);
        AppendResult other = store.append(
                        List.of(keyed(JAVA, ALICE, "made once", "c1").withRequestHash("r2")))
                .get(0);

        assertThat(stored.contentHash()).isEqualTo("r1");
        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(again.entry()).isEqualTo(stored);
        assertThat(other.outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(store.entries(JAVA, 0, 10)).containsExactly(stored);
    }

    @Test
    default void entryOf_senderAndKey_findsWhatIsStoredUnderThem(MessageStore store) {
        Entry stored = append(store, keyed(JAVA, ALICE, "once", "c1"));
        append(store, keyed(JAVA, BOB, "his", "c1"));
        append(store, keyed(PYTHON, ALICE, "there", "c1"));
        Message message = at(store, JAVA, stored.seq());
        append(store, EntryDraft.delete(message, BOB, NOON));

        assertThat(store.entryOf(JAVA, ALICE.id(), "c1")).contains(stored);
        assertThat(store.entryOf(JAVA, ALICE.id(), "c2")).isEmpty();
        assertThat(store.entryOf(JAVA, ALICE.id(), "C1")).isEmpty();
        assertThat(store.entryOf(RoomName.of("nowhere"), ALICE.id(), "c1")).isEmpty();
    }

    @Test
    default void entryOf_purgedErasedOrReset_isEmpty(MessageStore store) {
        append(store, keyed(JAVA, ALICE, "purged", "c1"));
        append(store, keyed(JAVA, ALICE, "erased", "c2"));
        append(store, keyed(JAVA, BOB, "reset", "c3"));

        store.purge(JAVA, 1);
        assertThat(store.entryOf(JAVA, ALICE.id(), "c1")).isEmpty();
        assertThat(store.entryOf(JAVA, ALICE.id(), "c2")).isPresent();
        store.eraseUser(ALICE.id(), 1_000);
        assertThat(store.entryOf(JAVA, ALICE.id(), "c2")).isEmpty();
        store.resetRoom(JAVA);
        assertThat(store.entryOf(JAVA, BOB.id(), "c3")).isEmpty();
    }

    @Test
    default void append_withoutKey_isStoredEachTime(MessageStore store) {
        EntryDraft draft = message(JAVA, ALICE, "same");

        assertThat(append(store, draft).seq()).isEqualTo(1);
        assertThat(append(store, message(JAVA, ALICE, "same")).seq()).isEqualTo(2);
    }

    @Test
    default void append_batchOfOldAndNew_newOnesAreDense(MessageStore store) {
        List<EntryDraft> first = keyedDrafts(1, 10);
        store.append(first);
        List<EntryDraft> mixed = keyedDrafts(6, 15);
        Collections.reverse(mixed);

        List<AppendResult> results = store.append(mixed);

        assertThat(results.subList(0, 5)).extracting(AppendResult::outcome).containsOnly(Outcome.STORED);
        assertThat(results.subList(5, 10)).extracting(AppendResult::outcome).containsOnly(Outcome.DUPLICATE);
        assertThat(results)
                .extracting(result -> result.entry().seq())
                .containsExactly(11L, 12L, 13L, 14L, 15L, 10L, 9L, 8L, 7L, 6L);
        assertThat(seqs(store.messages(MessageQuery.tail(JAVA, 100)))).containsExactlyElementsOf(range(1, 15));
    }

    @Test
    default void append_repetition_comparesContentButNotTimeNameOrId(MessageStore store) {
        EntryDraft draft = keyed(JAVA, ALICE, "x", "c1");
        Entry original = append(store, draft);
        EntryDraft later = new EntryDraft(
                JAVA,
                EntryKind.MESSAGE,
                StoreSamples.freshId(),
                new dev.parley.model.Sender(ALICE.id(), "Alice renamed"),
                draft.createdAt().plusSeconds(60),
                "c1",
                0,
                draft.content(),
                null);
        EntryDraft otherAttribute = new EntryDraft(
                JAVA,
                EntryKind.MESSAGE,
                StoreSamples.freshId(),
                ALICE,
                draft.createdAt(),
                "c1",
                0,
                Content.of("x").withAttributes(Map.of("k", "v")),
                null);

        List<AppendResult> results = store.append(List.of(later, otherAttribute));

        assertThat(results).extracting(AppendResult::outcome).containsExactly(Outcome.DUPLICATE, Outcome.CONFLICT);
        assertThat(results).extracting(AppendResult::entry).containsOnly(original);
    }

    @Test
    default void append_changesToo_areRepeatable(MessageStore store) {
        append(store, message(JAVA, ALICE, "text"));
        EntryDraft edit = EntryDraft.edit(StoreSamples.at(store, JAVA, 1), ALICE, StoreSamples.NOON, Content.of("new"))
                .withClientMsgId("e1");

        Entry stored = append(store, edit);
        AppendResult again = store.append(List.of(edit)).get(0);

        assertThat(stored.seq()).isEqualTo(2);
        assertThat(again).isEqualTo(new AppendResult(Outcome.DUPLICATE, stored));
    }

    @Test
    default void head_unknownRoom_isNone(MessageStore store) {
        assertThat(store.head(JAVA)).isEqualTo(Head.none(JAVA));
    }

    @Test
    default void head_afterAppends_namesTheNewestEntry(MessageStore store) {
        append(store, message(JAVA, ALICE, "a"));
        Entry last = append(store, message(JAVA, ALICE, "b", StoreSamples.NOON.plusMillis(7)));

        assertThat(store.head(JAVA)).isEqualTo(new Head(JAVA, last.epoch(), 2, 0, StoreSamples.NOON.plusMillis(7)));
    }

    /** Numbers from first to last. */
    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<EntryDraft> keyedDrafts(int first, int last) {
        List<EntryDraft> drafts = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            drafts.add(keyed(JAVA, ALICE, "t" + i, "c" + i));
        }
        return drafts;
    }
}
