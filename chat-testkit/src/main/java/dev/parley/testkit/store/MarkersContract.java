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
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Read markers, unread counts, inboxes and room records. */
public interface MarkersContract extends StoreFixture {

    @Test
    default void mark_onlyMovesForward(MessageStore store) {
        ReadMarker five = new ReadMarker(JAVA, ALICE.id(), 5, NOON);
        ReadMarker nine = new ReadMarker(JAVA, ALICE.id(), 9, NOON.plusSeconds(1));

        assertThat(store.mark(five)).isEqualTo(five);
        assertThat(store.mark(nine)).isEqualTo(nine);
        assertThat(store.mark(five)).isEqualTo(nine);
        assertThat(store.mark(new ReadMarker(JAVA, ALICE.id(), 9, NOON.plusSeconds(60))))
                .isEqualTo(nine);
        assertThat(store.marker(JAVA, ALICE.id())).hasValue(nine);
    }

    @Test
    default void markers_areFoundByRoomAndByUser(MessageStore store) {
        store.mark(new ReadMarker(JAVA, ALICE.id(), 5, NOON));
        store.mark(new ReadMarker(JAVA, BOB.id(), 8, NOON));
        store.mark(new ReadMarker(JAVA, UserId.of("3"), 6, NOON));
        store.mark(new ReadMarker(PYTHON, ALICE.id(), 1, NOON.plusSeconds(9)));

        assertThat(store.markersIn(JAVA, 10)).extracting(ReadMarker::seq).containsExactly(8L, 6L, 5L);
        assertThat(store.markersIn(JAVA, 2)).extracting(ReadMarker::seq).containsExactly(8L, 6L);
        assertThat(store.markersOf(ALICE.id(), 10)).extracting(ReadMarker::room).containsExactly(PYTHON, JAVA);
        assertThat(store.markersOf(ALICE.id(), 1)).extracting(ReadMarker::room).containsExactly(PYTHON);
        assertThat(store.marker(PYTHON, BOB.id())).isEmpty();
    }

    @Test
    default void unread_countsWhatOthersWroteAboveTheMarker(MessageStore store) {
        fill(store, JAVA, "a", 4);
        append(store, message(JAVA, BOB, "b5"));
        append(store, message(JAVA, BOB, "b6"));
        append(store, EntryDraft.react(at(store, JAVA, 1), ALICE, NOON, "x"));

        assertThat(unread(store, BOB.id())).isEqualTo(4);
        assertThat(unread(store, ALICE.id())).isEqualTo(2);
        store.mark(new ReadMarker(JAVA, BOB.id(), 3, NOON));
        store.mark(new ReadMarker(JAVA, ALICE.id(), 7, NOON));
        assertThat(unread(store, BOB.id())).isEqualTo(1);
        assertThat(unread(store, ALICE.id())).isZero();
    }

    @Test
    default void unread_leavesOutDeletedAndErased(MessageStore store) {
        fill(store, JAVA, "a", 4);
        append(store, message(JAVA, BOB, "b5"));
        append(store, EntryDraft.delete(at(store, JAVA, 2), BOB, NOON));
        append(store, EntryDraft.edit(at(store, JAVA, 3), ALICE, NOON, Content.of("x")));

        assertThat(unread(store, UserId.of("3"))).isEqualTo(4);
        assertThat(store.eraseUser(BOB.id(), 100).complete()).isTrue();
        assertThat(unread(store, UserId.of("3"))).isEqualTo(3);
    }

    @Test
    default void unread_severalRooms_countsEachUpToTheMaximum(MessageStore store) {
        fill(store, JAVA, "a", 30);
        fill(store, PYTHON, "p", 3);
        store.mark(new ReadMarker(PYTHON, BOB.id(), 1, NOON));
        RoomName unknown = RoomName.of("unknown");

        assertThat(store.unread(BOB.id(), List.of(JAVA, PYTHON, unknown), 10))
                .containsExactlyInAnyOrderEntriesOf(Map.of(JAVA, 10, PYTHON, 2, unknown, 0));
        assertThat(store.unread(BOB.id(), List.of(), 10)).isEmpty();
        assertThatThrownBy(() -> store.unread(BOB.id(), List.of(JAVA), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void unread_afterPurge_countsWhatIsLeft(MessageStore store) {
        fill(store, JAVA, "a", 10);
        store.purge(JAVA, 7);

        assertThat(unread(store, BOB.id())).isEqualTo(3);
    }

    @Test
    default void inbox_keepsItemsInOrder(MessageStore store) {
        InboxItem first = store.addNotification(item("n1", ALICE.id(), "one"));
        InboxItem second = store.addNotification(item("n2", ALICE.id(), "two"));
        store.addNotification(item("n3", BOB.id(), "other"));

        assertThat(first.number()).isPositive();
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 10)).containsExactly(first, second);
        assertThat(store.notifications(ALICE.id(), second.number(), false, 10)).containsExactly(first);
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 1)).containsExactly(second);
        assertThat(store.notifications(UserId.of("3"), Long.MAX_VALUE, false, 10))
                .isEmpty();
    }

    @Test
    default void inbox_sameIdAgain_changesNothing(MessageStore store) {
        InboxItem first = store.addNotification(item("n1", ALICE.id(), "one"));
        store.acknowledge(ALICE.id(), List.of("n1"));

        assertThat(store.addNotification(item("n1", ALICE.id(), "other"))).isEqualTo(first.asRead());
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 10)).containsExactly(first.asRead());
    }

    @Test
    default void inbox_acknowledge_isCountedOnceAndOnlyInTheOwnInbox(MessageStore store) {
        for (int i = 1; i <= 5; i++) {
            store.addNotification(item("n" + i, ALICE.id(), "m" + i));
        }
        store.addNotification(item("b1", BOB.id(), "x"));

        assertThat(store.unreadNotifications(ALICE.id())).isEqualTo(5);
        assertThat(store.acknowledge(ALICE.id(), List.of("n2", "n4", "b1", "unknown")))
                .isEqualTo(2);
        assertThat(store.acknowledge(ALICE.id(), List.of("n2", "n3"))).isEqualTo(1);
        assertThat(store.acknowledge(ALICE.id(), List.of())).isZero();
        assertThat(store.unreadNotifications(ALICE.id())).isEqualTo(2);
        assertThat(store.unreadNotifications(BOB.id())).isEqualTo(1);
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, true, 10))
                .extracting(InboxItem::id)
                .containsExactly("n1", "n5");
        assertThat(store.notifications(ALICE.id(), Long.MAX_VALUE, false, 10)).hasSize(5);
    }

    @Test
    default void inbox_full_dropsTheOldest(MessageStore store) {
        int capacity = inboxCapacity();
        for (int i = 1; i <= capacity + 3; i++) {
            store.addNotification(item("n" + i, ALICE.id(), "m" + i));
        }
        List<InboxItem> items =
                store.notifications(ALICE.id(), Long.MAX_VALUE, false, Math.min(capacity + 10, MessageQuery.MAX_LIMIT));

        assertThat(items).hasSize(capacity);
        assertThat(items.get(0).id()).isEqualTo("n4");
        assertThat(items.get(capacity - 1).id()).isEqualTo("n" + (capacity + 3));
        assertThat(store.unreadNotifications(ALICE.id())).isEqualTo(capacity);
    }

    @Test
    default void records_areReplacedRemovedAndFound(MessageStore store) {
        RoomRecord topic = new RoomRecord(JAVA, "settings", "topic", "{\"a\":1}");
        RoomRecord member = new RoomRecord(JAVA, "member", "1", "");
        RoomRecord elsewhere = new RoomRecord(PYTHON, "member", "1", "x");
        List<RoomRecord> all = new ArrayList<>(List.of(topic, member, elsewhere));
        all.forEach(store::putRecord);
        RoomRecord newTopic = new RoomRecord(JAVA, "settings", "topic", "{\"a\":2}");
        store.putRecord(newTopic);
        store.putRecord(new RoomRecord(PYTHON, "ban", "1", "y"));

        assertThat(store.recordsIn(JAVA)).containsExactlyInAnyOrder(newTopic, member);
        assertThat(store.recordsWith("member", "1")).containsExactlyInAnyOrder(member, elsewhere);
        assertThat(store.recordsOf("settings")).containsExactly(newTopic);
        store.removeRecord(JAVA, "member", "1");
        store.removeRecord(JAVA, "member", "1");
        assertThat(store.recordsIn(JAVA)).containsExactly(newTopic);
        assertThat(store.recordsWith("member", "1")).containsExactly(elsewhere);
        assertThat(store.recordsIn(RoomName.of("unknown"))).isEmpty();
        assertThat(store.rooms(null, 10)).isEmpty();
    }

    @Test
    default void latestWith_pages_goFromTheLatestToTheOldest(MessageStore store) {
        List<RoomName> rooms =
                Stream.of("a", "b", "c", "d", "e", "f").map(RoomName::of).toList();
        List<Integer> minutes = List.of(3, 1, 4, 1, 5, 9);
        for (int i = 0; i < rooms.size(); i++) {
            store.putRecord(new RoomRecord(rooms.get(i), "member", "1", ""));
            store.append(List.of(EntryDraft.message(
                    rooms.get(i),
                    MessageId.of("m" + i),
                    ALICE,
                    NOON.plusSeconds(60L * minutes.get(i)),
                    Content.of("x"))));
        }
        store.putRecord(new RoomRecord(RoomName.of("silent"), "member", "1", ""));
        store.putRecord(new RoomRecord(PYTHON, "member", "2", ""));
        store.append(List.of(EntryDraft.message(PYTHON, MessageId.of("p"), ALICE, NOON, Content.of("x"))));
        store.purge(RoomName.of("e"), 1);

        List<Head> all = store.latestWith("member", "1", null, 10);
        assertThat(all.stream().map(head -> head.room().value()))
                .as("two of one minute by key")
                .containsExactly("f", "c", "a", "b", "d");
        assertThat(all).allSatisfy(head -> assertThat(head).isEqualTo(store.head(head.room())));
        List<Head> paged = new ArrayList<>();
        List<Head> page = store.latestWith("member", "1", null, 2);
        while (!page.isEmpty()) {
            paged.addAll(page);
            page = store.latestWith("member", "1", page.get(page.size() - 1), 2);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(store.latestWith("member", "3", null, 1)).isEmpty();
        assertThatThrownBy(() -> store.latestWith("member", "1", null, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What a page of conversations is made of. */
    @Test
    default void readsOfSeveralRooms_areThoseOfEach(MessageStore store) {
        List<RoomName> rooms = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            RoomName room = RoomName.of("room " + i);
            rooms.add(room);
            if (i % 3 != 1) {
                store.append(List.of(
                        EntryDraft.message(room, MessageId.of("a" + i), ALICE, NOON, Content.of("first")),
                        EntryDraft.message(room, MessageId.of("b" + i), BOB, NOON, Content.of("last " + i))));
                store.mark(new ReadMarker(room, ALICE.id(), 1 + i % 2, NOON));
                store.mark(new ReadMarker(room, BOB.id(), 2, NOON));
            }
            store.putRecord(new RoomRecord(room, "member", "1", "one"));
            store.putRecord(new RoomRecord(room, "member", "2", "two " + i));
        }
        Message last = store.messages(MessageQuery.tail(rooms.get(0), 1)).get(0);
        store.append(List.of(EntryDraft.edit(last, ALICE, NOON, Content.of("edited"))));
        store.purge(rooms.get(3), 2);
        RoomName unknown = RoomName.of("unknown");
        List<RoomName> asked = new ArrayList<>(rooms.subList(0, 290));
        asked.add(unknown);
        asked.add(rooms.get(5));

        Map<RoomName, Message> latest = store.latestMessages(asked);
        Map<RoomName, ReadMarker> markers = store.markers(ALICE.id(), asked);
        List<RoomRecord> records = store.recordsIn(asked);

        for (RoomName room : asked) {
            List<Message> tail = store.messages(MessageQuery.tail(room, 1));
            assertThat(Optional.ofNullable(latest.get(room)))
                    .isEqualTo(tail.stream().findFirst());
            assertThat(Optional.ofNullable(markers.get(room))).isEqualTo(store.marker(room, ALICE.id()));
        }
        assertThat(latest).hasSize(192).doesNotContainKey(rooms.get(3));
        assertThat(latest.get(rooms.get(0)))
                .isNotNull()
                .extracting(Message::text)
                .isEqualTo("edited");
        assertThat(markers).hasSize(193);
        assertThat(records).hasSize(580).doesNotHaveDuplicates();
        assertThat(records).contains(new RoomRecord(rooms.get(289), "member", "2", "two 289"));
        assertThat(store.latestMessages(List.of())).isEmpty();
        assertThat(store.markers(ALICE.id(), List.of())).isEmpty();
        assertThat(store.recordsIn(List.<RoomName>of())).isEmpty();
        List<RoomName> many = Collections.nCopies(MessageQuery.MAX_LIMIT + 1, JAVA);
        assertThatThrownBy(() -> store.latestMessages(many)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.markers(ALICE.id(), many)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.recordsIn(many)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int unread(MessageStore store, UserId user) {
        return store.unread(user, List.of(JAVA), 100).getOrDefault(JAVA, -1);
    }
}
