package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.TransportName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upgrade from polling to WebSocket: section 4. */
public interface UpgradeConformance extends WireFixture {

    private static WireSocket probe(EngineHarness engine, String sid) {
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        return socket;
    }

    private static void awaitUpgraded(EngineHarness engine, String sid) {
        EngineHarness.eventually(() -> engine.peer(sid).session().transportName() == TransportName.WEBSOCKET);
    }

    @Test
    @Line(48)
    default void probe_pollWaiting_isAnsweredAndTheSwitchFollows() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireCall waiting = engine.poll(sid);

        WireSocket socket = probe(engine, sid);

        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    engine.passMillis(50);
                    return waiting.isDone();
                });
        assertThat(waiting.await().text()).isEqualTo("6");
        assertThat(engine.peer(sid).session().transportName()).isEqualTo(TransportName.POLLING);
        socket.send("5");
        socket.send("4hello");
        assertThat(socket.awaitText()).isEqualTo("4hello");
        assertThat(engine.peer(sid).session().transportName()).isEqualTo(TransportName.WEBSOCKET);
    }

    @Test
    @Line(48)
    default void probe_pollComesLater_isAnsweredSoon() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        probe(engine, sid);

        for (int i = 0; i < 3; i++) {
            WireCall poll = engine.poll(sid);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        engine.passMillis(50);
                        return poll.isDone();
                    });
            assertThat(poll.await().text()).isEqualTo("6");
        }
    }

    @Test
    @Line(48)
    default void probe_messageForAHeldPoll_isNotKeptBack() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        probe(engine, sid);

        engine.peer(sid).send("waits for the poll");
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4waits for the poll");
        WireCall held = engine.poll(sid);
        engine.peer(sid).send("comes while it is held");
        assertThat(held.await().text()).isEqualTo("4comes while it is held");
    }

    @Test
    @Line(50)
    default void switch_overtakenByALaterPoll_refusesThePoll() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);

        WireCall poll = engine.poll(sid);
        socket.send("5");

        assertThat(poll.await().status()).isEqualTo(400);
        socket.send("4hello");
        assertThat(socket.awaitText()).isEqualTo("4hello");
    }

    @Test
    @Line(49)
    default void messages_duringTheSwitch_areNeitherLostNorReordered() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        EnginePeer peer = engine.peer(sid);
        List<String> received = new ArrayList<>();

        sendNumbers(peer, 0, 10);
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        collect(engine, sid, received);
        postNumbers(engine, sid, 0, 20);
        sendNumbers(peer, 10, 20);
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        sendNumbers(peer, 20, 30);
        postNumbers(engine, sid, 20, 30);
        collect(engine, sid, received);
        sendNumbers(peer, 30, 40);
        socket.send("5");
        for (int i = 30; i < 50; i++) {
            socket.send("4" + i);
        }
        awaitUpgraded(engine, sid);
        sendNumbers(peer, 40, 50);
        while (received.size() < 50) {
            received.add(socket.awaitText());
        }

        for (int i = 0; i < 50; i++) {
            assertThat(received.get(i)).isEqualTo("4" + i);
            assertThat(peer.awaitText()).isEqualTo("" + i);
        }
    }

    private static void sendNumbers(EnginePeer peer, int from, int to) {
        for (int i = from; i < to; i++) {
            peer.send("" + i);
        }
    }

    private static void postNumbers(EngineHarness engine, String sid, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(engine.client()
                            .post(EngineHarness.polling(sid), "4" + i)
                            .await()
                            .text())
                    .isEqualTo("ok");
        }
    }

    private static void collect(EngineHarness engine, String sid, List<String> received) {
        String body = engine.client().get(EngineHarness.polling(sid)).await().text();
        if (!body.equals("6")) {
            received.addAll(List.of(body.split("\u001e", -1)));
        }
    }

    @Test
    @Line(49)
    default void switch_postStillHandled_keepsLaterMessagesBehindIt() {
        EngineHarness engine = EngineHarness.start(this).withholding();
        String sid = engine.openPolling();
        EnginePeer peer = engine.peer(sid);
        WireSocket socket = probe(engine, sid);
        WireCall post = engine.client().post(EngineHarness.polling(sid), "4one\u001e4two");
        assertThat(peer.awaitText()).isEqualTo("one");

        socket.send("5");
        socket.send("4three");
        awaitUpgraded(engine, sid);
        peer.awaitWithheld().succeed();
        assertThat(peer.awaitText()).isEqualTo("two");
        assertThat(peer.hasMessage()).isFalse();
        peer.awaitWithheld().succeed();

        assertThat(post.await().text()).isEqualTo("ok");
        assertThat(peer.awaitText()).isEqualTo("three");
        peer.awaitWithheld().succeed();
    }

    @Test
    @Line(50)
    default void afterTheSwitch_theSidServesNobodyElse() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);
        socket.send("5");
        awaitUpgraded(engine, sid);

        assertThat(engine.client().get(EngineHarness.polling(sid)).await().status())
                .isEqualTo(400);
        assertThat(engine.client()
                        .post(EngineHarness.polling(sid), "4no")
                        .await()
                        .status())
                .isEqualTo(400);
        assertThat(engine.client().webSocket(EngineHarness.upgrade(sid)).awaitClose())
                .isEqualTo(1005);

        socket.send("4alive");
        assertThat(socket.awaitText()).isEqualTo("4alive");
    }

    @Test
    @Line(50)
    default void probe_second_isClosedAndTheFirstGoesOn() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);

        assertThat(engine.client().webSocket(EngineHarness.upgrade(sid)).awaitClose())
                .isEqualTo(1005);

        socket.send("5");
        socket.send("4alive");
        assertThat(socket.awaitText()).isEqualTo("4alive");
    }

    @ParameterizedTest
    @Line(51)
    @ValueSource(strings = {"4hello", "2", "2wrong", "3probe", "", "abc"})
    default void probe_anyOtherPacket_closesTheNewTransportOnly(String packet) {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));

        socket.send(packet);

        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertPollingGoesOn(engine, sid);
        WireSocket again = probe(engine, sid);
        again.send("5");
        awaitUpgraded(engine, sid);
    }

    private static void assertPollingGoesOn(EngineHarness engine, String sid) {
        engine.client().post(EngineHarness.polling(sid), "4alive").await();
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4alive");
    }

    @Test
    @Line({51, 139})
    default void probe_connectionDropped_pollingGoesOn() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);

        socket.abort();

        EngineHarness.eventually(() -> !engine.poll(sid).isDone());
        engine.peer(sid).send("held again");
    }

    @Test
    @Line(52)
    default void upgrade_notFinishedInTime_closesTheNewTransportOnly() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);

        engine.pass(Duration.ofMillis(9_999));
        assertThat(socket.isClosed()).isFalse();
        engine.pass(Duration.ofMillis(1));

        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertPollingGoesOn(engine, sid);
    }

    @Test
    @Line(52)
    default void upgrade_timeout_isAnOption() {
        EngineHarness engine = EngineHarness.start(this, options -> options.upgradeTimeout(Duration.ofSeconds(1)));
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);

        engine.pass(Duration.ofSeconds(1));

        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertThat(engine.peer(sid).isEnded()).isFalse();
    }

    @Test
    @Line(53)
    default void session_closingDuringTheProbe_closesTheNewTransport() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireSocket socket = probe(engine, sid);
        engine.peer(sid).session().close(CloseReason.FORCED_CLOSE);
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("6\u001e1");
        assertThat(socket.awaitClose()).isEqualTo(1005);

        String other = engine.openPolling();
        WireSocket otherSocket = probe(engine, other);
        engine.client().post(EngineHarness.polling(other), "1").await();
        assertThat(otherSocket.awaitClose()).isEqualTo(1005);
    }
}
