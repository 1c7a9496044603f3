package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.item;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static dev.parley.testkit.store.StoreSamples.seqs;
import static dev.parley.testkit.store.StoreSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.store.AppendResult.Outcome;
import dev.parley.store.Changes;
import dev.parley.store.Erasure;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Purge, reset and erasure. */
public interface HousekeepingContract extends StoreFixture {

    @Test
    default void purge_prefix_isGoneAndTheRestStays(MessageStore store) {
        fill(store, JAVA, "m", 10);
        fill(store, PYTHON, "p", 10);
        Entry first = store.entries(JAVA, 0, 1).get(0);

        assertThat(store.purge(JAVA, 4)).isEqualTo(4);

        Head head = store.head(JAVA);
        assertThat(head.purgedSeq()).isEqualTo(4);
        assertThat(head.lastSeq()).isEqualTo(10);
        assertThat(seqs(store.messages(MessageQuery.after(JAVA, 0, 100)))).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(store.entries(JAVA, 0, 1)).extracting(Entry::seq).containsExactly(5L);
        assertThat(store.message(JAVA, first.messageId())).isEmpty();
        assertThat(store.messagesAt(JAVA, List.of(4L, 5L))).hasSize(1);
        assertThat(store.messages(MessageQuery.tail(PYTHON, 100))).hasSize(10);
    }

    @Test
    default void purge_repeatedOrLower_doesNothing(MessageStore store) {
        fill(store, JAVA, "m", 10);
        store.purge(JAVA, 6);

        assertThat(store.purge(JAVA, 6)).isZero();
        assertThat(store.purge(JAVA, 2)).isZero();
        assertThat(store.purge(PYTHON, 2)).isZero();
        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(6);
        assertThat(store.head(PYTHON)).isEqualTo(Head.none(PYTHON));
    }

    @Test
    default void purge_everything_numbersGoOn(MessageStore store) {
        fill(store, JAVA, "m", 10);
        String epoch = store.head(JAVA).epoch();

        assertThat(store.purge(JAVA, Long.MAX_VALUE)).isEqualTo(10);
        assertThat(store.messages(MessageQuery.tail(JAVA, 10))).isEmpty();
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(10);
        Entry next = append(store, message(JAVA, ALICE, "next"));

        assertThat(next.seq()).isEqualTo(11);
        assertThat(next.epoch()).isEqualTo(epoch);
        assertThat(store.head(JAVA).purgedSeq()).isEqualTo(10);
    }

    @Test
    default void purge_changesOfWhatStays_stay(MessageStore store) {
        fill(store, JAVA, "m", 5);
        append(store, EntryDraft.edit(at(store, JAVA, 5), ALICE, NOON, Content.of("edited")));
        store.purge(JAVA, 4);

        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("edited");
    }

    @Test
    default void purge_keyOfAPurgedEntry_isFreeAgain(MessageStore store) {
        append(store, keyed(JAVA, ALICE, "once", "c1"));
        store.purge(JAVA, 1);

        assertThat(append(store, keyed(JAVA, ALICE, "once", "c1")).seq()).isEqualTo(2);
    }

    @Test
    default void resetRoom_beginsANewLife(MessageStore store) {
        append(store, keyed(JAVA, ALICE, "old", "c1"));
        fill(store, JAVA, "m", 9);
        fill(store, PYTHON, "p", 2);
        store.mark(new ReadMarker(JAVA, BOB.id(), 7, NOON));
        store.putRecord(new RoomRecord(JAVA, "settings", "topic", "x"));
        String epoch = store.head(JAVA).epoch();

        Head head = store.resetRoom(JAVA);

        assertThat(head.epoch()).isNotEmpty().isNotEqualTo(epoch);
        assertThat(head.lastSeq()).isZero();
        assertThat(store.head(JAVA)).isEqualTo(head);
        assertThat(store.messages(MessageQuery.tail(JAVA, 10))).isEmpty();
        assertThat(store.entries(JAVA, 0, 10)).isEmpty();
        assertThat(store.marker(JAVA, BOB.id())).isEmpty();
        assertThat(store.recordsIn(JAVA)).hasSize(1);
        assertThat(store.changesSince(JAVA, epoch, 5, 10).gap()).isEqualTo(Changes.Gap.RESET);
        assertThat(store.head(PYTHON).lastSeq()).isEqualTo(2);
        Entry first = append(store, keyed(JAVA, ALICE, "old", "c1"));
        assertThat(first.seq()).isEqualTo(1);
        assertThat(first.epoch()).isEqualTo(head.epoch());
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 10)))).containsExactly("old");
    }

    @Test
    default void heads_manyRooms_areThoseOfEach(MessageStore store) {
        Map<RoomName, Head> expected = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            RoomName room = RoomName.of("room " + i);
            if (i % 5 != 0) {
                fill(store, room, "m", 1 + i % 7);
            }
            if (i % 5 == 2) {
                store.purge(room, i % 2 == 0 ? 1 : Long.MAX_VALUE);
            }
            if (i % 5 == 3) {
                store.resetRoom(room);
            }
            expected.put(room, store.head(room));
        }
        List<RoomName> asked = new ArrayList<>(expected.keySet());
        asked.add(asked.get(0));

        assertThat(store.heads(asked)).isEqualTo(expected);

        RoomName busy = RoomName.of("room 1");
        for (int i = 0; i < 3; i++) {
            append(store, message(busy, ALICE, "next"));
            assertThat(store.heads(asked)).containsEntry(busy, store.head(busy));
        }
        assertThat(store.heads(List.of())).isEmpty();
        List<RoomName> many = Collections.nCopies(MessageQuery.MAX_LIMIT + 1, JAVA);
        assertThatThrownBy(() -> store.heads(many)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void resetRoom_unknownRoom_doesNothing(MessageStore store) {
        assertThat(store.resetRoom(JAVA)).isEqualTo(Head.none(JAVA));
        assertThat(store.rooms(null, 10)).isEmpty();
    }

    @Test
    default void resetRoom_afterPurge_startsAtOne(MessageStore store) {
        fill(store, JAVA, "m", 5);
        store.purge(JAVA, 3);
        store.resetRoom(JAVA);

        assertThat(append(store, message(JAVA, ALICE, "x")).seq()).isEqualTo(1);
        assertThat(store.head(JAVA).purgedSeq()).isZero();
    }

    @Test
    default void eraseUser_removesContentAndKeepsNumbers(MessageStore store) {
        Sender eve = Sender.of("eve", "Eve");
        append(store, keyed(JAVA, eve, "secret one", "key of Eve"));
        append(store, message(JAVA, BOB, "kept"));
        append(store, EntryDraft.edit(at(store, JAVA, 1), BOB, NOON, Content.of("secret moderated")));
        append(store, EntryDraft.react(at(store, JAVA, 2), eve, NOON, "s"));
        append(store, EntryDraft.edit(at(store, JAVA, 2), BOB, NOON, Content.of("kept, edited")));
        append(store, message(PYTHON, eve, "secret two"));

        eraseAll(store, eve);

        List<Entry> log = store.entries(JAVA, 0, 100);
        assertThat(log).extracting(Entry::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(log.toString()).doesNotContain("secret", "Eve", "eve");
        assertThat(log).extracting(Entry::erased).containsExactly(true, false, true, true, false);
        assertThat(log.get(2).sender()).isEqualTo(BOB);
        Message erased = at(store, JAVA, 1);
        assertThat(erased.deleted()).isTrue();
        assertThat(erased.text()).isEmpty();
        assertThat(erased.sender()).isEqualTo(Sender.ERASED);
        assertThat(at(store, JAVA, 2).text()).isEqualTo("kept, edited");
        assertThat(at(store, JAVA, 2).reactions()).isEmpty();
        assertThat(store.messages(MessageQuery.tail(PYTHON, 5)).toString()).doesNotContain("secret");
        assertThat(store.messages(MessageQuery.tail(JAVA, 5).by(eve.id()))).isEmpty();
    }

    @Test
    default void eraseUser_removesMarkersInboxAndRecords(MessageStore store) {
        RoomName inbox = RoomName.inbox(ALICE.id());
        fill(store, JAVA, "m", 2);
        append(store, message(inbox, BOB, "for Alice"));
        store.mark(new ReadMarker(JAVA, ALICE.id(), 2, NOON));
        store.mark(new ReadMarker(JAVA, BOB.id(), 1, NOON));
        store.addNotification(item("n1", ALICE.id(), "x"));
        store.addNotification(item("n2", BOB.id(), "y"));
        store.putRecord(new RoomRecord(JAVA, "member", ALICE.id().value(), "{}"));
        store.putRecord(new RoomRecord(JAVA, "member", BOB.id().value(), "{}"));

        eraseAll(store, ALICE);

        assertThat(store.markersIn(JAVA, 10)).extracting(ReadMarker::user).containsExactly(BOB.id());
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 10)).isEmpty();
        assertThat(store.notifications(BOB.id(), Long.MAX_VALUE, false, 10)).hasSize(1);
        assertThat(store.recordsIn(JAVA))
                .extracting(RoomRecord::key)
                .containsExactly(BOB.id().value());
        assertThat(store.messages(MessageQuery.tail(inbox, 10))).isEmpty();
    }

    @Test
    default void eraseUser_inParts_goesOnUntilComplete(MessageStore store) {
        Sender eve = Sender.of("eve", "Eve");
        for (RoomName room : List.of(JAVA, PYTHON)) {
            for (int i = 0; i < 8; i++) {
                append(store, message(room, eve, "secret"));
                append(store, message(room, BOB, "kept"));
            }
        }
        Set<RoomName> rooms = new HashSet<>();
        int entries = 0;
        int calls = 0;
        Erasure erasure;
        do {
            erasure = store.eraseUser(eve.id(), 5);
            assertThat(erasure.entries()).isLessThanOrEqualTo(5);
            rooms.addAll(erasure.rooms());
            entries += erasure.entries();
            calls++;
        } while (!erasure.complete() && calls < 20);

        assertThat(erasure.complete()).isTrue();
        assertThat(entries).isEqualTo(16);
        assertThat(calls).isBetween(4, 5);
        assertThat(rooms).containsExactlyInAnyOrder(JAVA, PYTHON);
        assertThat(store.eraseUser(eve.id(), 5)).isEqualTo(new Erasure(0, Set.of(), true));
        assertThat(texts(store.messages(MessageQuery.tail(JAVA, 100))))
                .filteredOn("kept"::equals)
                .hasSize(8);
    }

    @Test
    default void eraseUser_keyOfAnErasedEntry_isFreeAgain(MessageStore store) {
        append(store, keyed(JAVA, ALICE, "once", "c1"));
        append(store, keyed(JAVA, BOB, "once", "c1"));
        eraseAll(store, ALICE);
        eraseAll(store, BOB);

        assertThat(append(store, keyed(JAVA, ALICE, "new", "c1")).seq()).isEqualTo(3);
        assertThat(store.append(List.of(keyed(JAVA, ALICE, "new", "c1"))).get(0).outcome())
                .isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    default void eraseUser_unknown_isComplete(MessageStore store) {
        fill(store, JAVA, "m", 1);

        assertThat(store.eraseUser(BOB.id(), 10)).isEqualTo(new Erasure(0, Set.of(), true));
        assertThatThrownBy(() -> store.eraseUser(BOB.id(), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void eraseAll(MessageStore store, Sender user) {
        for (int i = 0; i < 100; i++) {
            if (store.eraseUser(user.id(), 3).complete()) {
                return;
            }
        }
        throw new AssertionError("not complete after 100 calls");
    }
}
