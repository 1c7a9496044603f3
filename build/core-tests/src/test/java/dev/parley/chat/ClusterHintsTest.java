package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many hints an engine keeps, and what it does about those it does not. */
final class ClusterHintsTest {

    private final ChatNodes nodes = new ChatNodes();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    @Test
    void hints_beyondTheBound_areDroppedAndRoomsCompared() {
        Tap tap = new Tap();
        Held held = new Held();
        ChatNodes.Node node = nodes.start(tap, held);
        node.join("alice:Alice");
        for (int more : List.of(0, 1)) {
            held.hold();
            for (int i = 0; i < 10_000 + more; i++) {
                tap.send(new Hint.Digest(Map.of()));
            }
            held.release();
            assertThat(node.calls().calls("heads")).as("with %s more", more).isEqualTo(more);
        }
    }

    @Test
    void hints_beyondTheirBytes_areDroppedAndRoomsCompared() {
        Entry large = new Entry(draft(RoomName.of("other"), "x".repeat(10_000)), "epoch", 1, "", false);
        long fit = (16L << 20) / large.draft().approximateBytes();
        Tap tap = new Tap();
        Held held = new Held();
        ChatNodes.Node node = nodes.start(tap, held);
        node.join("alice:Alice");
        for (int more : List.of(0, 0, 1)) {
            held.hold();
            for (int i = 0; i < fit + more; i++) {
                tap.send(Hint.Stored.of(large));
            }
            held.release();
            assertThat(node.calls().calls("heads")).as("with %s more", more).isEqualTo(more);
        }
    }

    @Test
    void comparison_hintsWaitWithoutEnd_isNotPutOff() {
        Tap tap = new Tap();
        Held held = new Held();
        ChatNodes.Node node = nodes.start(tap, held);
        node.join("alice:Alice");
        held.hold();
        for (int i = 0; i < 1_000; i++) {
            tap.send(new Hint.Digest(Map.of()));
        }
        nodes.clock().advance(Duration.ofSeconds(5));

        held.runOne();

        assertThat(node.calls().calls("heads")).isEqualTo(1);
        assertThat(held.waiting).as("the rest of the hints").hasSize(1);
        held.release();
    }

    @Test
    void rooms_manyMissEntries_areReadByOneTask() {
        Tap tap = new Tap();
        Held held = new Held();
        ChatNodes.Node node = nodes.start(tap, held);
        for (int i = 0; i < 5; i++) {
            node.connect("user" + i + ":User").join("room" + i);
        }
        String epoch = nodes.store().head(RoomName.of("room0")).epoch();
        for (int i = 0; i < 5; i++) {
            tap.send(new Hint.Stored(RoomName.of("room" + i), epoch, 7, List.of()));
        }
        held.hold();

        nodes.clock().advance(Duration.ofMillis(50));

        assertThat(held.waiting).as("tasks for the store").hasSize(1);
        held.release();
        assertThat(node.calls().calls("changesSince")).isEqualTo(5);
    }

    @Test
    void positions_beyondTheBound_ofRoomsInMemoryStay() {
        Tap tap = new Tap();
        ChatNodes.Node node = nodes.start(tap);
        TestClient alice = node.join("alice:Alice");
        node.connect("bob:Bob");
        for (int i = 0; i < 501; i++) {
            Map<RoomName, Hint.End> ends = new HashMap<>();
            for (int k = 0; k < 200; k++) {
                UserId other = UserId.of("user" + (i * 200 + k));
                ends.put(RoomName.direct(UserId.of("bob"), other), new Hint.End("epoch", 1));
            }
            tap.send(new Hint.Digest(ends));
        }
        RoomName java = RoomName.of("java");
        Entry entry = nodes.store().append(List.of(draft(java, "hello"))).get(0).entry();

        tap.send(new Hint.Digest(Map.of(java, new Hint.End(entry.epoch(), entry.seq()))));

        assertThat(alice.texts()).containsExactly("hello");
    }

    private EntryDraft draft(RoomName room, String text) {
        return EntryDraft.message(
                room,
                MessageId.of("id"),
                new Sender(UserId.of("carol"), "Carol"),
                nodes.clock().now(),
                Content.of(text));
    }

    /** A cluster of one engine, whose hints come from the test. */
    private static final class Tap implements ChatCluster {
        private @Nullable ChatPeer peer;

        @Override
        public CompletionStage<Void> start(ChatPeer self) {
            peer = self;
            return CompletableFuture.completedFuture(null);
        }

        void send(Hint hint) {
            Objects.requireNonNull(peer, "not started").onHint(hint);
        }

        @Override
        public void publish(Hint hint) {
            // Nobody is there.
        }

        @Override
        public void close() {
            peer = null;
        }
    }

    /** Runs tasks at once, but for those between {@link #hold} and {@link #release}. */
    private static final class Held implements Executor {
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean holding;

        @Override
        public void execute(Runnable task) {
            if (holding) {
                waiting.add(task);
            } else {
                task.run();
            }
        }

        void hold() {
            holding = true;
        }

        void runOne() {
            waiting.remove(0).run();
        }

        void release() {
            holding = false;
            while (!waiting.isEmpty()) {
                runOne();
            }
        }
    }
}
