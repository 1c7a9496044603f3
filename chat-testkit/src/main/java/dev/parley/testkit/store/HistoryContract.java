package dev.parley.testkit.store;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.BOB;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.NOON;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.at;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.message;
import static dev.parley.testkit.store.StoreSamples.seqs;
import static dev.parley.testkit.store.StoreSamples.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.TimeRange;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Reading messages back: tail, pages, around, by time, by user, by id. */
public interface HistoryContract extends StoreFixture {

    @Test
    default void messages_tail_isTheNewestAscending(MessageStore store) {
        fill(store, JAVA, "m", 50);

        List<Message> tail = store.messages(MessageQuery.tail(JAVA, 20));

        assertThat(seqs(tail))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(31, 50).boxed().toList());
        assertThat(texts(tail)).first().isEqualTo("m31");
    }

    @Test
    default void messages_unknownRoom_isEmpty(MessageStore store) {
        assertThat(store.messages(MessageQuery.tail(JAVA, 20))).isEmpty();
        assertThat(store.entries(JAVA, 0, 20)).isEmpty();
        assertThat(store.messagesAt(JAVA, List.of(1L))).isEmpty();
        assertThat(store.message(JAVA, MessageId.of("no"))).isEmpty();
        assertThat(store.around(JAVA, 5, 3, 3)).isEmpty();
    }

    @Test
    default void messages_pagesBackwards_areCompleteWithoutOverlap(MessageStore store) {
        fill(store, JAVA, "m", 53);
        List<Long> seen = new ArrayList<>();
        List<Message> page = store.messages(MessageQuery.tail(JAVA, 10));
        while (!page.isEmpty()) {
            seen.addAll(0, seqs(page));
            page = store.messages(MessageQuery.before(JAVA, page.get(0).seq(), 10));
        }
        assertThat(seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 53).boxed().toList());
    }

    @Test
    default void messages_pagesForwards_areCompleteWithoutOverlap(MessageStore store) {
        fill(store, JAVA, "m", 53);
        List<Long> seen = new ArrayList<>();
        List<Message> page = store.messages(MessageQuery.after(JAVA, 0, 10));
        while (!page.isEmpty()) {
            seen.addAll(seqs(page));
            page = store.messages(MessageQuery.after(JAVA, seen.get(seen.size() - 1), 10));
        }
        assertThat(seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 53).boxed().toList());
    }

    @Test
    default void messages_changesBetween_areNotCountedByTheLimit(MessageStore store) {
        fill(store, JAVA, "m", 5);
        for (int i = 0; i < 30; i++) {
            append(store, EntryDraft.react(at(store, JAVA, 3), BOB, NOON, "r" + i));
        }
        append(store, message(JAVA, BOB, "last"));

        assertThat(seqs(store.messages(MessageQuery.tail(JAVA, 3)))).containsExactly(4L, 5L, 36L);
        assertThat(seqs(store.messages(MessageQuery.after(JAVA, 4, 2)))).containsExactly(5L, 36L);
        assertThat(store.head(JAVA).lastSeq()).isEqualTo(36);
    }

    @Test
    default void messages_boundsOnBothSides_hold(MessageStore store) {
        fill(store, JAVA, "m", 20);
        MessageQuery between = new MessageQuery(JAVA, 5, 12, TimeRange.ALL, null, MessageQuery.Take.OLDEST, 100);

        assertThat(seqs(store.messages(between))).containsExactly(6L, 7L, 8L, 9L, 10L, 11L);
        assertThat(store.messages(MessageQuery.after(JAVA, 20, 5))).isEmpty();
        assertThat(store.messages(MessageQuery.before(JAVA, 1, 5))).isEmpty();
    }

    @Test
    default void around_inTheMiddle_hasBothSides(MessageStore store) {
        fill(store, JAVA, "m", 20);

        assertThat(seqs(store.around(JAVA, 10, 2, 3))).containsExactly(8L, 9L, 10L, 11L, 12L, 13L);
        assertThat(seqs(store.around(JAVA, 10, 0, 0))).containsExactly(10L);
    }

    @Test
    default void around_atTheEnds_hasWhatThereIs(MessageStore store) {
        fill(store, JAVA, "m", 20);

        assertThat(seqs(store.around(JAVA, 1, 5, 2))).containsExactly(1L, 2L, 3L);
        assertThat(seqs(store.around(JAVA, 20, 2, 5))).containsExactly(18L, 19L, 20L);
        assertThat(seqs(store.around(JAVA, 99, 2, 5))).containsExactly(19L, 20L);
    }

    @Test
    default void around_aNumberThatIsNoMessage_hasTheNeighbours(MessageStore store) {
        fill(store, JAVA, "m", 2);
        append(store, EntryDraft.react(at(store, JAVA, 1), BOB, NOON, "x"));
        fill(store, JAVA, "n", 3);

        assertThat(seqs(store.around(JAVA, 3, 1, 2))).containsExactly(2L, 4L, 5L);
    }

    @Test
    default void messages_byTime_isHalfOpen(MessageStore store) {
        for (int i = 0; i < 10; i++) {
            append(store, message(JAVA, ALICE, "m" + i, NOON.plusMillis(i)));
        }
        MessageQuery all = MessageQuery.after(JAVA, 0, 100);

        assertThat(texts(store.messages(all.in(TimeRange.of(NOON.plusMillis(3), NOON.plusMillis(6))))))
                .containsExactly("m3", "m4", "m5");
        assertThat(texts(store.messages(all.in(new TimeRange(null, NOON.plusMillis(1))))))
                .containsExactly("m0");
        assertThat(texts(store.messages(all.in(new TimeRange(NOON.plusMillis(9), null)))))
                .containsExactly("m9");
        assertThat(store.messages(all.in(TimeRange.of(NOON, NOON)))).isEmpty();
    }

    @Test
    default void messages_byTimeWithNanos_isExact(MessageStore store) {
        append(store, message(JAVA, ALICE, "at", NOON));
        append(store, message(JAVA, ALICE, "next", NOON.plusMillis(1)));
        MessageQuery all = MessageQuery.after(JAVA, 0, 100);

        assertThat(texts(store.messages(all.in(new TimeRange(NOON.plusNanos(1), null)))))
                .containsExactly("next");
        assertThat(texts(store.messages(all.in(new TimeRange(null, NOON.plusNanos(1))))))
                .containsExactly("at");
    }

    @Test
    default void messages_byTimeBeyondAllTimes_isEverything(MessageStore store) {
        fill(store, JAVA, "m", 3);
        TimeRange ever = TimeRange.of(java.time.Instant.MIN, java.time.Instant.MAX);

        assertThat(store.messages(MessageQuery.tail(JAVA, 10).in(ever))).hasSize(3);
    }

    @Test
    default void messages_byUser_areThoseTheUserWrote(MessageStore store) {
        for (int i = 1; i <= 20; i++) {
            append(store, message(JAVA, i % 4 == 0 ? BOB : ALICE, "m" + i));
        }
        append(store, EntryDraft.edit(at(store, JAVA, 1), BOB, NOON, Content.of("by Bob")));
        append(store, message(PYTHON, BOB, "elsewhere"));

        assertThat(seqs(store.messages(MessageQuery.tail(JAVA, 3).by(BOB.id()))))
                .containsExactly(12L, 16L, 20L);
        assertThat(seqs(store.messages(MessageQuery.after(JAVA, 0, 2).by(BOB.id()))))
                .containsExactly(4L, 8L);
    }

    @Test
    default void messages_randomQueries_agreeWithAFilter(MessageStore store) {
        long seed = 20_250_612L;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<EntryDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            drafts.add(message(JAVA, random.nextBoolean() ? ALICE : BOB, "m" + i, NOON.plusMillis(random.nextInt(50))));
        }
        store.append(drafts);
        List<Message> all = store.messages(MessageQuery.tail(JAVA, 1000));
        assertThat(all).hasSize(200);

        for (int i = 0; i < 100; i++) {
            long after = random.nextInt(220);
            long before = random.nextInt(220);
            TimeRange range = TimeRange.of(NOON.plusMillis(random.nextInt(50)), NOON.plusMillis(random.nextInt(60)));
            MessageQuery.Take take = random.nextBoolean() ? MessageQuery.Take.NEWEST : MessageQuery.Take.OLDEST;
            MessageQuery query = new MessageQuery(
                    JAVA, after, before, range, random.nextBoolean() ? BOB.id() : null, take, 1 + random.nextInt(30));

            assertThat(store.messages(query)).as("%s", query).isEqualTo(filter(all, query));
        }
    }

    @Test
    default void messagesAt_anyOrder_isAscendingAndLeavesOutOthers(MessageStore store) {
        fill(store, JAVA, "m", 5);
        append(store, EntryDraft.react(at(store, JAVA, 1), BOB, NOON, "x"));

        assertThat(seqs(store.messagesAt(JAVA, List.of(5L, 6L, 2L, 99L, 2L, 0L))))
                .containsExactly(2L, 5L);
        assertThat(store.messagesAt(JAVA, List.of())).isEmpty();
    }

    @Test
    default void message_byId_isFoundInItsRoomOnly(MessageStore store) {
        Entry entry = append(store, message(JAVA, ALICE, "here"));

        assertThat(store.message(JAVA, entry.messageId())).map(Message::text).hasValue("here");
        assertThat(store.message(PYTHON, entry.messageId())).isEmpty();
        assertThat(store.message(JAVA, MessageId.of("unknown"))).isEmpty();
    }

    @Test
    default void entries_pages_areTheWholeLog(MessageStore store) {
        fill(store, JAVA, "m", 10);
        append(store, EntryDraft.delete(at(store, JAVA, 4), ALICE, NOON));
        fill(store, JAVA, "n", 5);

        List<Entry> log = new ArrayList<>(store.entries(JAVA, 0, 7));
        log.addAll(store.entries(JAVA, 7, 7));
        log.addAll(store.entries(JAVA, 14, 7));

        assertThat(log)
                .extracting(Entry::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 16).boxed().toList());
        assertThat(log.get(10).target()).isEqualTo(4);
        assertThat(store.entries(JAVA, 16, 7)).isEmpty();
    }

    @Test
    default void rooms_pages_listEveryRoomOnce(MessageStore store) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String name = (i % 3 == 0 ? "ä" : i % 3 == 1 ? "Z" : "a") + i;
            append(store, message(dev.parley.model.RoomName.of(name), ALICE, "x"));
            expected.add("room:" + name);
        }
        List<String> seen = new ArrayList<>();
        List<Head> page = store.rooms(null, 7);
        while (!page.isEmpty()) {
            assertThat(page)
                    .hasSizeLessThanOrEqualTo(7)
                    .allSatisfy(head -> assertThat(head.lastSeq()).isEqualTo(1));
            page.forEach(head -> seen.add(head.room().key()));
            page = store.rooms(page.get(page.size() - 1).room(), 7);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    default void limit_outOfBounds_isRefused(MessageStore store) {
        assertThatThrownBy(() -> MessageQuery.tail(JAVA, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageQuery.tail(JAVA, MessageQuery.MAX_LIMIT + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.entries(JAVA, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.rooms(null, MessageQuery.MAX_LIMIT + 1))
                .isInstanceOf(IllegalArgumentException.class);
        fill(store, JAVA, "m", 3);
        assertThat(store.messages(MessageQuery.tail(JAVA, MessageQuery.MAX_LIMIT)))
                .hasSize(3);
    }

    private static List<Message> filter(List<Message> all, MessageQuery query) {
        List<Message> matching = all.stream()
                .filter(m -> m.seq() > query.after() && m.seq() < query.before())
                .filter(m -> query.range().contains(m.createdAt()))
                .filter(m -> query.sender() == null
                        || query.sender().equals(m.sender().id()))
                .toList();
        int size = matching.size();
        int count = Math.min(size, query.limit());
        return query.take() == MessageQuery.Take.NEWEST
                ? matching.subList(size - count, size)
                : matching.subList(0, count);
    }
}
