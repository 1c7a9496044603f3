package dev.parley.chat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.Row;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.ManualScheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Group commit, call by call: the store's thread is the test's own, when the test wants it. */
@NullUnmarked
public final class AppendLaneTest {

    private static final RoomName A = RoomName.of("a");
    private static final RoomName B = RoomName.of("b");
    private static final RoomName C = RoomName.of("c");

    private final ManualScheduler clock = new ManualScheduler();
    private final MessageStore real = InMemoryMessageStore.create();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<List<String>> calls = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private final List<RoomName> uncertain = new ArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private @Nullable Runnable duringTheNextCall;
    private boolean down;
    private int answers;
    private int ids;

    private final MessageStore store = (MessageStore) Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(), new Class<?>[] {MessageStore.class}, (self, method, arguments) -> {
                if (method.getName().equals("append")) {
                    calls.add(((List<?>) arguments[0])
                            .stream().map(draft -> text((EntryDraft) draft)).toList());
                    Runnable meanwhile = duringTheNextCall;
                    duringTheNextCall = null;
                    if (meanwhile != null) {
                        meanwhile.run();
                    }
                    if (down) {
                        throw new StoreException(StoreException.Category.UNAVAILABLE, "down on demand");
                    }
                }
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException failure) {
                    throw failure.getTargetException();
                }
            });

    private static String text(EntryDraft draft) {
        return draft.room().value() + draft.content().text();
    }

    private AppendLane lane(ChatLimits limits) {
        AppendListener listener = new AppendListener() {
            @Override
            public void stored(StoredEntry result) {
                published.add(result.entry().room().value()
                        + result.entry().content().text() + "#"
                        + result.entry().seq());
            }

            @Override
            public void overtaken(RoomName room) {}

            @Override
            public void uncertain(RoomName room) {
                uncertain.add(room);
            }
        };
        return new AppendLane(
                new AppendLane.Shared(
                        store,
                        threads::add,
                        clock,
                        listener,
                        () -> answers++,
                        ServerTracer.NOOP,
                        bytes,
                        new FailureLog(LoggerFactory.getLogger(AppendLaneTest.class), clock::nanoTime)),
                limits);
    }

    private EntryDraft draft(RoomName room, String text) {
        return EntryDraft.message(
                room,
                MessageId.of("id" + ids++),
                new Sender(UserId.of("alice"), "Alice"),
                clock.now(),
                Content.of(text));
    }

    private void run() {
        for (Runnable task = threads.poll(); task != null; task = threads.poll()) {
            task.run();
        }
    }

    private static ErrorCode refusal(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException failed) {
            return ((ChatException) failed.getCause()).code();
        }
        throw new AssertionError("not refused");
    }

    @Test
    @Row("004-10")
    void append_whileACallIsUnderWay_goesIntoTheNextCallWithOtherRooms() {
        AppendLane lane = lane(ChatLimits.defaults());
        duringTheNextCall = () -> {
            lane.append(draft(B, "1"));
            lane.append(draft(A, "2"));
            lane.append(draft(C, "1"));
            lane.append(draft(B, "2"));
        };
        lane.append(draft(A, "1"));
        run();
        assertThat(calls).containsExactly(List.of("a1"), List.of("b1", "a2", "c1", "b2"));
        assertThat(published).containsExactly("a1#1", "b1#1", "a2#2", "c1#1", "b2#2");
    }

    @Test
    void append_manyOfSeveralRooms_keepsTheOrderOfEachRoom() {
        AppendLane lane = lane(ChatLimits.defaults().with(Limit.BATCH_ENTRIES, 7));
        List<RoomName> rooms = List.of(A, B, C);
        java.util.Random random = new java.util.Random(11);
        int[] next = new int[3];
        for (int i = 0; i < 500; i++) {
            int room = random.nextInt(3);
            lane.append(draft(rooms.get(room), String.valueOf(++next[room])));
            if (random.nextInt(20) == 0) {
                run();
            }
        }
        run();
        for (int room = 0; room < 3; room++) {
            List<Entry> log = real.entries(rooms.get(room), 0, 1_000);
            assertThat(log.stream().map(entry -> entry.content().text()))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, next[room])
                            .mapToObj(String::valueOf)
                            .toList());
        }
        assertThat(bytes).hasValue(0);
        assertThat(calls.size()).isLessThan(500);
    }

    @Test
    void batchEntries_atTheBoundAndOneMore_areOneCallAndTwo() {
        AppendLane lane = lane(ChatLimits.defaults().with(Limit.BATCH_ENTRIES, 3));
        IntStream.range(0, 3).forEach(i -> lane.append(draft(A, "x")));
        run();
        IntStream.range(0, 4).forEach(i -> lane.append(draft(A, "x")));
        run();
        assertThat(calls.stream().map(List::size)).containsExactly(3, 3, 1);
    }

    @Test
    void batchBytes_atTheBoundAndOneMore_areOneCallAndTwo() {
        String text = "x".repeat(1_000);
        int size = draft(A, text).approximateBytes();
        AppendLane exact = lane(ChatLimits.defaults().with(Limit.BATCH_BYTES, 2L * size));
        exact.append(draft(A, text));
        exact.append(draft(B, text));
        run();
        AppendLane oneLess = lane(ChatLimits.defaults().with(Limit.BATCH_BYTES, 2L * size - 1));
        oneLess.append(draft(A, text));
        oneLess.append(draft(B, text));
        run();
        assertThat(calls.stream().map(List::size)).containsExactly(2, 1, 1);
    }

    @Test
    void pendingBytes_atTheBoundAndOneMore_isOverloadedUntilTheStoreHasCaughtUp() {
        String text = "x".repeat(1_000);
        int size = draft(A, text).approximateBytes();
        AppendLane lane = lane(ChatLimits.defaults().with(Limit.PENDING_BYTES, 2L * size));
        lane.append(draft(A, text));
        CompletableFuture<StoredEntry> second = lane.append(draft(B, text));
        assertThatThrownBy(() -> lane.append(draft(C, ""))).isInstanceOfSatisfying(ChatException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
            assertThat(refused.limit()).isEqualTo(Limit.PENDING_BYTES);
        });
        assertThat(bytes).hasValue(2L * size);
        run();
        assertThat(second).isCompleted();
        assertThat(bytes).hasValue(0);
        lane.append(draft(C, ""));
        run();
        assertThat(published).hasSize(3);
    }

    @Test
    void append_callFails_everySenderOfItIsRefusedAndLaterOnesAreNot() {
        AppendLane lane = lane(ChatLimits.defaults());
        down = true;
        duringTheNextCall = () -> lane.append(draft(C, "1"));
        CompletableFuture<StoredEntry> first = lane.append(draft(A, "1"));
        CompletableFuture<StoredEntry> second = lane.append(draft(B, "1"));
        threads.remove().run();
        down = false;
        assertThat(answers).isZero();
        assertThat(refusal(first)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(refusal(second)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(uncertain).contains(A, B);
        CompletableFuture<StoredEntry> third = lane.append(draft(A, "2"));
        run();
        assertThat(third.join().entry().seq()).isEqualTo(1);
        assertThat(published).contains("a2#1").doesNotContain("a1#1", "b1#1");
        assertThat(answers).isEqualTo(1);
        assertThat(bytes).hasValue(0);
    }

    @Test
    void append_waitedTooLongBeforeItsCall_isRefusedAndNeverStored() {
        AppendLane lane = lane(ChatLimits.defaults());
        CompletableFuture<StoredEntry> late = lane.append(draft(A, "late"));
        clock.advance(Duration.ofSeconds(10));
        assertThat(refusal(late)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThatThrownBy(() -> lane.append(draft(A, "while stuck"))).isInstanceOf(ChatException.class);
        run();
        assertThat(calls).isEmpty();
        assertThat(bytes).hasValue(0);
        assertThat(lane.settled()).isCompleted();
        lane.append(draft(A, "on time"));
        run();
        assertThat(published).containsExactly("aon time#1");
    }

    @Test
    void append_waitedTooLongInItsCall_isRefusedAndPublishedWhenItTurnsOutToBeStored() {
        AppendLane lane = lane(ChatLimits.defaults());
        duringTheNextCall = () -> clock.advance(Duration.ofSeconds(10));
        CompletableFuture<StoredEntry> slow = lane.append(draft(A, "slow"));
        run();
        assertThat(refusal(slow)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(published).containsExactly("aslow#1");
        lane.append(draft(A, "next"));
        run();
        assertThat(published).containsExactly("aslow#1", "anext#2");
    }
}
