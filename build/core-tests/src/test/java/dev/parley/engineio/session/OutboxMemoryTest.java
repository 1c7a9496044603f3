package dev.parley.engineio.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.SessionRig;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.MemoryBudget;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.policy.OutboundPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What outboxes hold of the server's memory, and who has to give it up. That nothing stays counted is checked after each. */
@ExtendWith(LeakCheck.class)
final class OutboxMemoryTest {

    private static final int LIMIT = 1024 * 1024;

    private static SessionRig rig(int limit) {
        return new SessionRig(options -> options.memory(MemoryBudget.of(limit)).fanOutShards(1));
    }

    private static void broadcast(SessionRig rig, EncodedMessage message, List<Session> sessions) {
        rig.server.fanOut().submit(0, turn -> {
            for (Session session : sessions) {
                turn.offer(session, message, OfferMode.NORMAL, null);
            }
        });
    }

    private static EncodedMessage message(int bytes) {
        return EncodedMessage.of("x".repeat(bytes - 1), List.of());
    }

    @Test
    void broadcast_toClientsThatRead_countsNothing() {
        try (SessionRig rig = rig(LIMIT)) {
            for (int i = 0; i < 10; i++) {
                rig.open().onMessage(frame -> {});
            }
            broadcast(rig, message(LIMIT), rig.sessions);

            assertThat(rig.server.memory().used()).isZero();
            assertThat(rig.closes).isEmpty();
        }
    }

    @Test
    void broadcast_toClientsThatDoNot_countsItsContentOnce() {
        try (SessionRig rig = rig(LIMIT)) {
            List<LocalWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(rig.open());
                clients.get(i).pause();
            }
            for (int i = 0; i < 3; i++) {
                broadcast(rig, message(50_000), rig.sessions);
            }

            assertThat(rig.server.memory().used()).isBetween(150_000L, 152_000L);
            assertThat(rig.last().intake().heldBytes()).isBetween(150_000L, 151_000L);

            clients.subList(1, 10).forEach(LocalWebSocket::resume);
            assertThat(rig.server.memory().used()).isBetween(150_000L, 152_000L);
            clients.get(0).resume();
            assertThat(rig.server.memory().used()).isZero();
            clients.get(0).pause();
            broadcast(rig, message(50_000), rig.sessions);
            assertThat(rig.server.memory().used()).isPositive();
            clients.get(0).abort();
            assertThat(rig.server.memory().used()).isZero();
        }
    }

    @Test
    void manyMessages_alsoCountTheirPlacesAndTheCopiesOfASend() {
        try (SessionRig rig = rig(LIMIT)) {
            LocalWebSocket socket = rig.open();
            socket.pause();
            EncodedMessage message = message(100);
            for (int i = 0; i < 101; i++) {
                rig.offer(rig.last(), message, OfferMode.NORMAL, null);
            }
            long waiting = rig.server.memory().used();
            assertThat(waiting).isGreaterThan(100 * 8).isLessThan(3_000);

            socket.resume();
            assertThat(rig.server.memory().used()).isZero();
        }
    }

    @Test
    void polling_countsWhatWaitsForThePoll() {
        try (SessionRig rig = rig(LIMIT)) {
            rig.transport.get(SessionRig.POLLING).response().join();
            rig.offer(rig.last(), message(10_000), OfferMode.NORMAL, null);

            assertThat(rig.server.memory().used()).isGreaterThan(10_000);
            rig.transport
                    .get(SessionRig.POLLING + "&sid=" + rig.last().sid())
                    .response()
                    .join();
            assertThat(rig.server.memory().used()).isZero();
        }
    }

    @Test
    void shortOfMemory_theOneThatHoldsMostIsClosed_theOthersStay() {
        try (SessionRig rig = rig(LIMIT)) {
            List<LocalWebSocket> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(rig.open());
            }
            clients.get(0).onMessage(frame -> {});
            clients.subList(1, 5).forEach(LocalWebSocket::pause);
            int[] kilobytes = {400, 60, 200, 60, 60};
            for (int i = 1; i < 5; i++) {
                rig.offer(rig.sessions.get(i), message(1024 * kilobytes[i]), OfferMode.NORMAL, null);
            }
            rig.offer(rig.sessions.get(0), message(1024 * kilobytes[0]), OfferMode.NORMAL, null);
            assertThat(rig.closes).isEmpty();
            rig.offer(rig.sessions.get(1), message(1024 * 400), OfferMode.NORMAL, null);

            rig.clock.advance(Duration.ofMillis(1));

            assertThat(rig.closes).containsExactly(CloseReason.OVERLOADED);
            assertThat(rig.sessions.get(1).isOpen()).isFalse();
            assertThat(clients.get(1).closeCode()).isEqualTo(1006);
            assertThat(rig.server.memory().evictions()).isEqualTo(1);
            clients.forEach(LocalWebSocket::resume);
            assertThat(SessionRig.received(clients.get(2))).hasSize(1);
        }
    }

    @Test
    void exhausted_aLaggingOutboxTakesNoMoreThanTheFloor() {
        try (SessionRig rig = new SessionRig(options -> options.memory(MemoryBudget.of(LIMIT))
                .outbound(new OutboundLimits(100_000, LIMIT * 10L, OutboundPolicy.dropNewest())))) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            rig.offer(session, message(1_000), OfferMode.NORMAL, null);
            rig.server.memory().add(LIMIT);
            int more = MemoryBudget.FLOOR_BYTES - 1_000;

            assertThat(rig.offer(session, message(more + 1), OfferMode.NORMAL, null))
                    .isEqualTo(OfferResult.DROPPED);
            assertThat(rig.offer(session, message(more), OfferMode.NORMAL, null))
                    .isEqualTo(OfferResult.QUEUED);
            rig.server.memory().remove(LIMIT);
            assertThat(rig.offer(session, message(more), OfferMode.NORMAL, null))
                    .isEqualTo(OfferResult.QUEUED);
            socket.resume();
            rig.clock.advance(Duration.ofMillis(100));
            assertThat(rig.closes).isEmpty();
        }
    }

    @Test
    void tight_aSendIsSmall() {
        try (SessionRig rig = rig(LIMIT)) {
            LocalWebSocket socket = rig.open();
            rig.server.memory().add(LIMIT / 2 + 1);
            socket.pause();
            for (int i = 0; i < 20; i++) {
                rig.offer(rig.last(), message(Outbox.TIGHT_SEND_BYTES / 4), OfferMode.NORMAL, null);
            }
            int before = socket.sends();
            socket.resume();

            assertThat(socket.sends() - before).isEqualTo(5);
            rig.server.memory().remove(LIMIT / 2 + 1);
        }
    }

    /** Clients that read and do not, come and go, with every policy: in the end nothing is counted. */
    @Test
    void random_everyWayAMessageCanTake_isCountedOutAgain() {
        long seed = Long.getLong("parley.stress.seed", new Random().nextLong());
        System.out.println("OutboxMemoryTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("parley.stress.rounds", 20); round++) {
            OutboundPolicy policy = List.of(
                            OutboundPolicy.close(), OutboundPolicy.dropNewest(), OutboundPolicy.dropOldest())
                    .get(random.nextInt(3));
            try (SessionRig rig = new SessionRig(options ->
                    options.memory(MemoryBudget.of(LIMIT)).outbound(new OutboundLimits(50, LIMIT / 2, policy)))) {
                List<LocalWebSocket> clients = new ArrayList<>();
                for (int step = 0; step < 300; step++) {
                    step(random, rig, clients);
                }
                clients.forEach(LocalWebSocket::abort);
                assertThat(rig.server.memory().used()).isZero();
                rig.clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    private static void step(Random random, SessionRig rig, List<LocalWebSocket> clients) {
        int action = random.nextInt(10);
        if (clients.isEmpty() || action == 0) {
            clients.add(rig.open());
            return;
        }
        LocalWebSocket client = clients.get(random.nextInt(clients.size()));
        switch (action) {
            case 1 -> client.abort();
            case 2, 3 -> client.pause();
            case 4 -> client.resume();
            case 5 -> rig.clock.advance(Duration.ofMillis(random.nextInt(100)));
            default -> {
                EncodedMessage message = message(1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 500));
                for (Session session : rig.sessions) {
                    rig.offer(session, message, OfferMode.NORMAL, null);
                }
            }
        }
    }
}
