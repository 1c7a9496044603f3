package dev.parley.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that was away for hours, and whose node is dead, has on another one what the durable log has. */
final class RecoveryFromLogTest {

    private static final Duration AWAY = Duration.ofHours(2);
    private static final int MESSAGES = 5_000;
    private static final List<String> ROOMS =
            IntStream.rangeClosed(1, 40).mapToObj(i -> "r" + i).toList();

    private final World world = new World(10, EnumSet.noneOf(SimulatedFault.class));
    private final MessageStore store =
            InMemoryMessageStore.builder().random(world.random("store")).build();
    private final Ledger ledger = new Ledger(world);
    private final SimulatedNode.Common common =
            new SimulatedNode.Common(world, store, new InProcessChatCluster(world.clock(), 10)::member, ledger);
    private final SimulatedNode first = new SimulatedNode(common, "n1.1");
    private final SimulatedNode second = new SimulatedNode(common, "n2.1");
    private final SimulatedClient ann =
            new SimulatedClient(world, ledger, "ann", () -> first.isServing() ? first : second);
    private final SimulatedClient bob = new SimulatedClient(world, ledger, "bob", () -> second);

    @Test
    void client_awayForTwoHoursAndItsNodeDead_hasWhatTheLogHas() {
        bothJoin();
        ann.leave(AWAY);
        first.kill("without a word");
        write();

        world.clock().advance(Duration.ofMinutes(1));

        assertThat(ann.isSettled()).isTrue();
        assertThat(world.report().check().counts()).containsEntry("acknowledged", MESSAGES + ROOMS.size());
        List<Entry> all = new ArrayList<>();
        for (String room : ROOMS) {
            RoomView view = view(room);
            List<Entry> log = Ledger.log(store, RoomName.of(room));
            assertThat(view.gaps()).as(room).isZero();
            assertThat(view.floor()).as(room).isZero();
            assertThat(view.seqs())
                    .as(room)
                    .isEqualTo(log.stream().map(Entry::seq).toList());
            assertThat(view.ids())
                    .as(room)
                    .isEqualTo(
                            log.stream().map(entry -> entry.messageId().value()).toList());
            all.addAll(log);
        }
        assertThat(all).hasSize(MESSAGES + ROOMS.size());
    }

    @Test
    void room_trimmedMeanwhile_givesAnExplicitGap() {
        bothJoin();
        ann.leave(AWAY);
        first.kill("without a word");
        write();
        List<String> trimmed = List.of("r1", "r2", "r3", "r4", "r5", "r6");
        trimmed.forEach(room -> store.purge(RoomName.of(room), 50));

        world.clock().advance(Duration.ofMinutes(1));

        assertThat(ann.isSettled()).isTrue();
        world.report().check();
        for (String room : ROOMS) {
            RoomView view = view(room);
            long head = store.head(RoomName.of(room)).lastSeq();
            assertThat(view.last()).as(room).isEqualTo(head);
            assertThat(view.gaps()).as(room).isEqualTo(trimmed.contains(room) ? 1 : 0);
            assertThat(view.floor()).as(room).isEqualTo(trimmed.contains(room) ? head : 0);
        }
    }

    private void bothJoin() {
        ann.connect();
        bob.connect();
        ROOMS.forEach(room -> {
            ann.join(room);
            bob.join(room);
        });
        world.clock().advance(Duration.ofSeconds(1));
        ROOMS.forEach(ann::say);
        world.clock().advance(Duration.ofSeconds(1));
        assertThat(ann.isSettled()).isTrue();
        assertThat(view("r40").last()).isEqualTo(1);
    }

    /** Most of the messages go to one room. */
    private void write() {
        long pause = AWAY.toNanos() / (MESSAGES + 1);
        for (int i = 0; i < MESSAGES; i++) {
            bob.say(ROOMS.get(i % 3 == 0 ? 39 : i % ROOMS.size()));
            world.clock().advance(Duration.ofNanos(pause));
        }
    }

    private RoomView view(String room) {
        RoomView view = ann.rooms().get(room);
        if (view == null) {
            throw new AssertionError("ann is not in " + room);
        }
        return view;
    }
}
