package dev.parley.chat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Changes;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.Head;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.fault.FaultInjector;
import dev.parley.testkit.store.StoreSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest messages of a room in memory, and the bounds of what is kept. */
@NullUnmarked
final class RoomTailTest {

    private static final RoomName JAVA = RoomName.of("java");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManualScheduler clock = new ManualScheduler();
    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
    private final MessageStore store = faults.store();
    private final RoomTails tails = new RoomTails(clock, false);

    private RoomTail read(RoomName room, int count) {
        RoomTail tail = tails.of(room, count);
        tail.read(store);
        return tail;
    }

    private static RoomTail.View view(RoomTail tail, int count) {
        return tail.view(count, "", 0);
    }

    private Entry append(RoomName room, String text) {
        return StoreSamples.append(store, StoreSamples.message(room, StoreSamples.ALICE, text));
    }

    private void say(RoomName room, String text) {
        publish(append(room, text));
    }

    private void publish(Entry entry) {
        long seq = entry.target() == 0 ? entry.seq() : entry.target();
        Message now = store.messagesAt(entry.room(), List.of(seq)).stream()
                .findFirst()
                .orElse(null);
        tails.published(new Changes.Change(entry, now), Map.of());
    }

    private static List<Long> seqs(RoomTail.View view) {
        return StoreSamples.seqs(view.messages());
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void published_atMostMessagesAndOneMore_keepsTheNewest() {
        RoomTail tail = read(JAVA, 20);
        for (int i = 1; i <= RoomTail.MESSAGES; i++) {
            say(JAVA, "m" + i);
        }
        assertThat(seqs(view(tail, RoomTail.MESSAGES))).isEqualTo(range(1, 100));
        assertThat(view(tail, RoomTail.MESSAGES).before()).isFalse();
        say(JAVA, "one more");
        assertThat(seqs(view(tail, RoomTail.MESSAGES))).isEqualTo(range(2, 101));
        assertThat(view(tail, RoomTail.MESSAGES).before()).isTrue();
        assertThat(view(tail, RoomTail.MESSAGES + 1)).as("more than is kept").isNull();
    }

    /** Three messages of 300 kB and what is around them fit into the bytes of a room, four do not. */
    @Test
    void published_beyondTheBytesOfARoom_keepsTheNewestThatFit() {
        RoomTail tail = read(JAVA, 20);
        for (int i = 1; i <= 3; i++) {
            say(JAVA, "x".repeat(150_000));
        }
        assertThat(seqs(view(tail, 3))).isEqualTo(range(1, 3));
        assertThat(tails.bytes()).isBetween(900_000L, RoomTail.BYTES);
        say(JAVA, "x".repeat(150_000));
        assertThat(seqs(view(tail, 3))).isEqualTo(range(2, 4));
        assertThat(view(tail, 4)).isNull();
        assertThat(tails.bytes()).isLessThanOrEqualTo(RoomTail.BYTES);
    }

    /** Rooms of about 903 kB each. */
    @Test
    void tails_beyondTheBytesOfAll_areNotKept() {
        int kept = 0;
        for (int i = 0; i < 40; i++) {
            RoomName room = RoomName.of("room " + i);
            for (int j = 0; j < 3; j++) {
                append(room, "x".repeat(150_000));
            }
            kept += view(read(room, 3), 3) != null ? 1 : 0;
        }
        assertThat(kept).isEqualTo((int) (RoomTails.BYTES / 903_000));
        assertThat(tails.bytes()).isLessThanOrEqualTo(RoomTails.BYTES);
        tails.forgetAll();
        assertThat(tails.bytes()).isZero();
    }

    @Test
    void tail_olderThanTheFreshness_isReadAgain() {
        append(JAVA, "m1");
        RoomTail tail = read(JAVA, 20);
        clock.advance(RoomTails.FRESH.minusNanos(1));
        assertThat(tails.of(JAVA, 20)).isSameAs(tail);
        assertThat(tails.of(JAVA, 21)).as("the whole log is there").isSameAs(tail);
        clock.advance(Duration.ofNanos(1));
        assertThat(tails.of(JAVA, 20)).isNotSameAs(tail);
        clock.advance(RoomTails.FRESH);
        tails.expire();
        assertThat(tails.bytes()).isZero();
    }

    @Test
    void tail_ofFewerThanAreWanted_isReplaced() {
        StoreSamples.fill(store, JAVA, "m", 30);
        RoomTail ten = read(JAVA, 10);
        assertThat(seqs(view(ten, 10))).isEqualTo(range(21, 30));
        RoomTail twenty = read(JAVA, 20);
        assertThat(twenty).isNotSameAs(ten);
        assertThat(tails.of(JAVA, 10)).isSameAs(twenty);
        assertThat(seqs(view(twenty, 10))).isEqualTo(range(21, 30));
    }

    @Test
    void published_withAGap_dropsTheTail() {
        RoomTail tail = read(JAVA, 20);
        append(JAVA, "not published");
        say(JAVA, "m2");
        assertThat(view(tail, 20)).isNull();
        assertThat(seqs(view(read(JAVA, 20), 20))).isEqualTo(range(1, 2));
    }

    @Test
    void published_ofAnotherEpoch_dropsTheTail() {
        say(JAVA, "m1");
        RoomTail tail = read(JAVA, 20);
        store.resetRoom(JAVA);
        say(JAVA, "first of the next");
        say(JAVA, "second");
        assertThat(view(tail, 20)).isNull();
    }

    @Test
    void view_behindWhatIsPublishedOrOfAnotherEpoch_isNull() {
        say(JAVA, "m1");
        RoomTail tail = read(JAVA, 20);
        String epoch = store.head(JAVA).epoch();
        assertThat(tail.view(20, epoch, 1)).isNotNull();
        assertThat(tail.view(20, epoch, 2)).isNull();
        assertThat(tail.view(20, "other", 1)).isNull();
    }

    /** As many as may wait are applied; those that were read are not applied twice. */
    @ParameterizedTest
    @ValueSource(ints = {RoomTail.WAITING, RoomTail.WAITING + 1})
    void published_whileItIsRead_waits(int entries) {
        append(JAVA, "before");
        RoomTail tail = tails.of(JAVA, 20);
        tail.read(new ForwardingMessageStore(store) {
            @Override
            public Head head(RoomName room) {
                Head head = super.head(room);
                for (int i = 0; i < entries; i++) {
                    say(JAVA, "m" + i);
                }
                return head;
            }
        });
        if (entries > RoomTail.WAITING) {
            assertThat(view(tail, 20)).isNull();
        } else {
            assertThat(view(tail, 20).head().lastSeq()).isEqualTo(entries + 1L);
            assertThat(seqs(view(tail, 20))).isEqualTo(range(entries - 18L, entries + 1L));
        }
    }

    @Test
    void forget_whileItIsRead_leavesNothing() {
        append(JAVA, "erased meanwhile");
        RoomTail tail = tails.of(JAVA, 20);
        tail.read(new ForwardingMessageStore(store) {
            @Override
            public Head head(RoomName room) {
                tails.forget(room);
                return super.head(room);
            }
        });
        assertThat(view(tail, 20)).isNull();
        assertThat(tails.bytes()).isZero();
    }

    @Test
    void read_byTwoThreads_asksTheStoreOnce() throws Exception {
        append(JAVA, "m1");
        faults.hang("head");
        CompletableFuture<RoomTail.View> first = CompletableFuture.supplyAsync(() -> view(read(JAVA, 20), 20));
        await().atMost(SOON).until(() -> faults.hanging() == 1);
        CompletableFuture<RoomTail.View> second = CompletableFuture.supplyAsync(() -> view(read(JAVA, 20), 20));
        faults.recover();
        assertThat(seqs(first.get())).isEqualTo(seqs(second.get())).containsExactly(1L);
        assertThat(faults.calls("head")).isEqualTo(1);
    }

    @Test
    void answered_editedOrForgottenFromTheEnd_isShownAsItIs() {
        say(JAVA, "question");
        RoomTail tail = read(JAVA, 20);
        Message question = StoreSamples.at(store, JAVA, 1);
        EntryDraft reply = EntryDraft.message(
                JAVA,
                StoreSamples.freshId(),
                StoreSamples.BOB,
                StoreSamples.NOON,
                Content.of("answer").withReplyTo(1));
        publish(StoreSamples.append(store, reply));
        for (int i = 0; i < RoomTail.MESSAGES - 1; i++) {
            say(JAVA, "m" + i);
        }
        assertThat(seqs(view(tail, RoomTail.MESSAGES)).get(0)).isEqualTo(2);
        assertThat(view(tail, RoomTail.MESSAGES).answered().get(1L).text()).isEqualTo("question");
        publish(StoreSamples.append(
                store, EntryDraft.edit(question, StoreSamples.ALICE, StoreSamples.NOON, Content.of("better"))));
        assertThat(view(tail, RoomTail.MESSAGES).answered().get(1L).text()).isEqualTo("better");
        say(JAVA, "the answer is forgotten too");
        assertThat(view(tail, RoomTail.MESSAGES).answered()).isEmpty();
    }

    private RoomReaders.Standing standing(RoomTail tail, String user) {
        RoomTail.View view = view(tail, 20);
        return view.readers().standing(store, UserId.of(user), view.head(), 1_000);
    }

    @Test
    void standing_ofTheThird_readsTheMarkersOfAll() {
        StoreSamples.fill(store, JAVA, "m", 10);
        for (int i = 0; i < 5; i++) {
            store.mark(new ReadMarker(JAVA, UserId.of("u" + i), i, Instant.EPOCH));
        }
        RoomTail tail = read(JAVA, 20);
        for (int i = 0; i < 5; i++) {
            assertThat(standing(tail, "u" + i)).isEqualTo(new RoomReaders.Standing(i, 10 - i));
        }
        assertThat(standing(tail, "nobody")).isEqualTo(new RoomReaders.Standing(0, 10));
        assertThat(standing(tail, StoreSamples.ALICE.id().value())).isEqualTo(new RoomReaders.Standing(0, 0));
        assertThat(faults.calls("marker")).isEqualTo(RoomReaders.ALONE);
        assertThat(faults.calls("markersIn")).isEqualTo(1);
        assertThat(faults.calls("unread")).isZero();
    }

    /** Whoever is not among as many as are read is looked up. */
    @Test
    void standing_ofMoreReadersThanAreRead_isLookedUp() {
        StoreSamples.fill(store, JAVA, "m", 10);
        for (int i = 0; i <= RoomReaders.MARKERS; i++) {
            store.mark(new ReadMarker(JAVA, UserId.of("u" + i), i == 0 ? 1 : 2, Instant.EPOCH));
        }
        RoomTail tail = read(JAVA, 20);
        standing(tail, "u1");
        standing(tail, "u2");
        int before = faults.calls("marker");
        assertThat(standing(tail, "u3").readUpTo()).isEqualTo(2);
        assertThat(faults.calls("marker")).isEqualTo(before);
        assertThat(standing(tail, "u0").readUpTo()).isEqualTo(1);
        assertThat(faults.calls("marker")).isEqualTo(before + 1);
        assertThat(standing(tail, "nobody").readUpTo()).isZero();

        clock.advance(RoomTails.FRESH);
        RoomTail next = read(JAVA, 20);
        List.of("u3", "u4", "u5", "u6").forEach(user -> standing(next, user));
        assertThat(faults.calls("markersIn")).as("not in vain again").isEqualTo(1);
    }

    /** Messages that are deleted while their authors are read do not count. */
    @Test
    void standing_whileAnOldMessageIsDeleted_doesNotCountIt() {
        StoreSamples.fill(store, JAVA, "m", 600);
        RoomTail tail = read(JAVA, 20);
        standing(tail, "a");
        standing(tail, "b");
        RoomTail.View view = view(tail, 20);
        MessageStore deleting = new ForwardingMessageStore(store) {
            @Override
            public List<Message> messages(MessageQuery query) {
                List<Message> found = super.messages(query);
                publish(StoreSamples.append(
                        store,
                        EntryDraft.delete(StoreSamples.at(store, JAVA, 5), StoreSamples.ALICE, StoreSamples.NOON)));
                return found;
            }
        };
        assertThat(view.readers()
                        .standing(deleting, UserId.of("c"), view.head(), 1_000)
                        .unread())
                .isEqualTo(599);
        assertThat(standing(tail, "d").unread()).isEqualTo(599);
        assertThat(faults.calls("unread")).as("of the first two").isEqualTo(2);
    }

    /** The largest log that is counted here, and messages that are too large to be read for it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2_000})
    void standing_ofOldMessages_readsTheirAuthorsIfTheyAreSmall(int length) {
        String text = "x".repeat(length);
        for (int i = 0; i < 1_200; i++) {
            append(JAVA, text);
        }
        RoomTail tail = read(JAVA, 20);
        for (String user : List.of("a", "b", "c", "d", "e")) {
            assertThat(standing(tail, user).unread()).isEqualTo(1_000);
        }
        assertThat(faults.calls("unread")).isEqualTo(length == 1 ? 2 : 5);
    }
}
