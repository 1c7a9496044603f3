package dev.parley.engineio.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Race;
import dev.parley.engineio.SessionRig;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.TransportName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Races of the engine. The seed is printed; {@code -Dparley.stress.seed=N} repeats it as far as threads allow, and
 * {@code -Dparley.stress.rounds=N} makes it longer.
 */
@ExtendWith(LeakCheck.class)
final class EngineStressTest {

    private static final int ROUNDS = Integer.getInteger("parley.stress.rounds", 300);
    private static final long SEED = Long.getLong("parley.stress.seed", new Random().nextLong());
    private static final Duration NOW = Duration.ZERO;

    private final Random random = new Random(SEED);

    private static SessionRig rig(ExecutorService pool) {
        System.out.println("EngineStressTest seed " + SEED);
        // SessionDeadlines and upgrade have all the time there is, because a test moves the clock as often as it must.
        return new SessionRig(options -> options.executor(pool)
                .fanOutShards(2)
                .pingInterval(Duration.ofHours(10))
                .upgradeTimeout(Duration.ofHours(10)));
    }

    /** Runs the actions at the same time and waits for them. */
    private void race(Runnable... actions) throws InterruptedException {
        Race.run(random, "seed " + SEED, actions);
    }

    private static void assertNothingLeft(SessionRig rig, int sessions) {
        assertThat(rig.server.sessionCount()).as("sessions, seed " + SEED).isZero();
        assertThat(rig.clock.pending()).as("timers, seed " + SEED).isZero();
        assertThat(rig.closes).as("onClose once each, seed " + SEED).hasSize(sessions);
    }

    @Test
    void upgrade_againstClose_endsInOneOfBothAndLeavesNothing() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (SessionRig rig = rig(pool)) {
            for (int i = 0; i < ROUNDS; i++) {
                rig.transport.get(SessionRig.POLLING);
                Session session = rig.last();
                String url = "&sid=" + session.sid();
                LocalExchange poll = rig.transport.get(SessionRig.POLLING + url);
                LocalWebSocket socket = rig.transport.webSocket(SessionRig.WEBSOCKET + url);
                race(
                        () -> {
                            socket.send("2probe");
                            socket.send("5");
                        },
                        () -> session.close(CloseReason.FORCED_CLOSE),
                        () -> rig.offer(session, "message"));

                assertThat(session.isOpen()).isFalse();
                assertThat(poll.isAnswered()).as("the held poll, seed " + SEED).isTrue();
                if (session.transportName() == TransportName.POLLING) {
                    rig.transport.get(SessionRig.POLLING + url);
                }
                socket.abort();
            }
            assertNothingLeft(rig, ROUNDS);
        }
        pool.shutdown();
    }

    @Test
    void upgrade_againstMessages_losesAndReordersNothing() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (SessionRig rig = rig(pool)) {
            for (int round = 0; round < ROUNDS / 10; round++) {
                rig.transport.get(SessionRig.POLLING);
                Session session = rig.last();
                String url = "&sid=" + session.sid();
                List<String> received = new ArrayList<>();
                LocalWebSocket socket = rig.transport.webSocket(SessionRig.WEBSOCKET + url);
                race(
                        () -> {
                            for (int i = 0; i < 200; i++) {
                                rig.offer(session, "" + i);
                            }
                        },
                        () -> upgradeWhilePolling(rig, SessionRig.POLLING + url, socket, received));
                for (String text : SessionRig.received(socket)) {
                    received.add(text);
                }
                received.removeIf(text -> text.equals("6") || text.equals("3probe"));
                assertThat(received).as("seed " + SEED).hasSize(200);
                for (int i = 0; i < 200; i++) {
                    assertThat(received.get(i)).as("seed " + SEED).isEqualTo("4" + i);
                }
                socket.abort();
            }
            assertNothingLeft(rig, ROUNDS / 10);
        }
        pool.shutdown();
    }

    private static void upgradeWhilePolling(SessionRig rig, String url, LocalWebSocket socket, List<String> received) {
        for (int i = 0; i < 5; i++) {
            LocalExchange poll = rig.transport.get(url);
            if (i == 0) {
                socket.send("2probe");
            }
            awaitAnswer(rig, poll);
            received.addAll(List.of(poll.response().join().text().split("\u001e", -1)));
        }
        socket.send("5");
    }

    /**
     * A poll during a probe is answered when the switch has had time to arrive. Otherwise what answers it comes from the other
     * thread, which must not be timed out meanwhile.
     */
    private static void awaitAnswer(SessionRig rig, LocalExchange poll) {
        for (int steps = 0; !poll.isAnswered(); steps++) {
            if (steps < 80) {
                rig.clock.advance(Duration.ofMillis(50));
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void close_behindMessagesAtAnyMomentOfAnUpgrade_losesNothing() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (SessionRig rig = rig(pool)) {
            for (int round = 0; round < ROUNDS; round++) {
                rig.transport.get(SessionRig.POLLING);
                Session session = rig.last();
                String url = "&sid=" + session.sid();
                List<String> received = new ArrayList<>();
                LocalWebSocket socket = rig.transport.webSocket(SessionRig.WEBSOCKET + url);
                int polls = random.nextInt(4);
                race(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                rig.offer(session, "" + i);
                            }
                            session.close(CloseReason.FORCED_CLOSE);
                        },
                        () -> pollAndSwitch(rig, SessionRig.POLLING + url, socket, polls, received));
                received.addAll(SessionRig.received(socket));
                if (socket.closeCode() != 0) {
                    received.add("1");
                }
                received.removeIf(text -> text.equals("6") || text.equals("3probe"));
                String what = "round " + round + ", seed " + SEED;
                assertThat(received.indexOf("1")).as(what).isEqualTo(20);
                for (int i = 0; i < 20; i++) {
                    assertThat(received.get(i)).as(what).isEqualTo("4" + i);
                }
                socket.abort();
            }
            assertNothingLeft(rig, ROUNDS);
        }
        pool.shutdown();
    }

    /** Polls some times, probes, polls once more as a client that pauses, and switches; unless it is closed before. */
    private static void pollAndSwitch(
            SessionRig rig, String url, LocalWebSocket socket, int polls, List<String> received) {
        for (int i = 0; i <= polls; i++) {
            if (i == polls) {
                socket.send("2probe");
            }
            LocalExchange poll = rig.transport.get(url);
            awaitAnswer(rig, poll);
            received.addAll(List.of(poll.response().join().text().split("\u001e", -1)));
            if (received.get(received.size() - 1).equals("1")) {
                return;
            }
        }
        socket.send("5");
    }

    @Test
    void outbox_againstClose_tellsEveryCompletionOnce() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (SessionRig rig = rig(pool)) {
            for (int i = 0; i < ROUNDS; i++) {
                LocalWebSocket socket = rig.open();
                Session session = rig.last();
                CountedCompletions told = new CountedCompletions();
                Runnable offering = () -> {
                    for (int j = 0; j < 20; j++) {
                        EncodedMessage message = EncodedMessage.of("x", List.of());
                        if (session.outbox.offer(message, OfferMode.NORMAL, told) == OfferResult.QUEUED) {
                            told.expected.incrementAndGet();
                        }
                        session.outbox.flush(null);
                    }
                };
                Runnable ending = i % 3 == 0
                        ? socket::abort
                        : i % 3 == 1
                                ? () -> session.close(CloseReason.FORCED_CLOSE)
                                : () -> session.terminate(CloseReason.PING_TIMEOUT, "");
                race(offering, ending, () -> {
                    socket.pause();
                    socket.resume();
                });
                socket.resume();
                assertThat(told.told)
                        .as("completions, round " + i + ", seed " + SEED)
                        .hasValue(told.expected.get());
                socket.abort();
            }
            assertNothingLeft(rig, ROUNDS);
        }
        pool.shutdown();
    }

    @Test
    void connects_tenThousandInAbruptWays_leaveNothing() {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (SessionRig rig = rig(pool)) {
            int total = 10_000;
            for (int i = 0; i < 500; i++) {
                connectAbruptly(rig, i);
            }
            rig.closes.clear();
            long before = usedHeap();
            int threads = Thread.activeCount();
            for (int i = 0; i < total; i++) {
                connectAbruptly(rig, i);
                rig.closes.clear();
            }
            rig.clock.advance(Duration.ofSeconds(60));
            assertThat(rig.server.sessionCount()).isZero();
            assertThat(rig.clock.pending()).isZero();
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
            assertThat(usedHeap() - before)
                    .as("bytes left by 10,000 connections")
                    .isLessThan(2_000_000L);
        }
        pool.shutdown();
    }

    private void connectAbruptly(SessionRig rig, int way) {
        if (way % 2 == 0) {
            LocalWebSocket socket = rig.open();
            if (way % 4 == 0) {
                rig.offer(rig.last(), "message");
            } else {
                socket.pause();
                rig.offer(rig.last(), "never read");
            }
            socket.abort();
        } else {
            rig.transport.get(SessionRig.POLLING);
            String url = "&sid=" + rig.last().sid();
            LocalExchange poll = rig.transport.get(SessionRig.POLLING + url);
            if (way % 4 == 1) {
                LocalWebSocket half = rig.transport.webSocket(SessionRig.WEBSOCKET + url);
                half.send("2probe");
                half.abort();
                poll = rig.transport.get(SessionRig.POLLING + url);
            }
            poll.abort();
        }
        rig.sessions.clear();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void nothing_isReceived_afterTheEnd() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            rig.last().terminate(CloseReason.FORCED_CLOSE, "");
            assertThat(rig.offer(rig.last(), "late")).isEqualTo(OfferResult.REFUSED);
            assertThat(socket.next(NOW)).isNull();
        }
    }
}
