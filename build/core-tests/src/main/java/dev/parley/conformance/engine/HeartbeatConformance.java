package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EngineHarness.Opened;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.TransportName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The heartbeat: section 5. */
public interface HeartbeatConformance extends WireFixture {

    private static EngineHarness quick(WireFixture wire) {
        return EngineHarness.start(
                wire, options -> options.pingInterval(Duration.ofMillis(300)).pingTimeout(Duration.ofMillis(200)));
    }

    /** Sends a text and waits for its delivery, so that what was sent before is processed as well. */
    private static void settle(Opened opened) {
        opened.socket().send("4settle");
        assertThat(opened.peer().awaitText()).isEqualTo("settle");
    }

    @Test
    @Line(57)
    default void ping_byTheServer_everyInterval() {
        EngineHarness engine = quick(this);
        Opened opened = engine.openWebSocket();
        for (int i = 0; i < 3; i++) {
            engine.passMillis(299);
            assertThat(opened.socket().hasMessage()).isFalse();
            engine.passMillis(1);
            assertThat(opened.socket().awaitText()).isEqualTo("2");
            opened.socket().send("3");
            settle(opened);
        }
    }

    @Test
    @Line(57)
    default void ping_overPolling_everyInterval() {
        EngineHarness engine = quick(this);
        String sid = engine.openPolling();
        for (int i = 0; i < 3; i++) {
            WireCall poll = engine.poll(sid);
            engine.passMillis(300);
            assertThat(poll.await().text()).isEqualTo("2");
            assertThat(engine.client()
                            .post(EngineHarness.polling(sid), "3")
                            .await()
                            .text())
                    .isEqualTo("ok");
        }
        assertThat(engine.peer(sid).isEnded()).isFalse();
    }

    @Test
    @Line({58, 61, 66})
    default void silence_pastIntervalAndTimeout_closesAndNotEarlier() {
        EngineHarness engine = quick(this);
        Opened opened = engine.openWebSocket();
        String sid = engine.openPolling();

        engine.passMillis(499);
        assertThat(opened.peer().isEnded()).isFalse();
        assertThat(engine.peer(sid).isEnded()).isFalse();
        engine.passMillis(1);

        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.PING_TIMEOUT);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PING_TIMEOUT);
        assertThat(opened.socket().awaitText()).isEqualTo("2");
        opened.socket().awaitClose();
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().status())
                .isEqualTo(400);
    }

    @Test
    @Line({58, 61})
    default void silence_withAPollWaiting_answersIt() {
        EngineHarness engine = quick(this);
        String sid = engine.openPolling();
        WireCall first = engine.poll(sid);
        engine.passMillis(300);
        assertThat(first.await().text()).isEqualTo("2");
        WireCall second = engine.poll(sid);

        engine.passMillis(200);

        assertThat(second.await().text()).isEqualTo("1");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PING_TIMEOUT);
    }

    @Test
    @Line(59)
    default void pong_atAnyTime_restartsTheInterval() {
        EngineHarness engine = quick(this);
        Opened opened = engine.openWebSocket();
        engine.passMillis(200);
        opened.socket().send("3");
        settle(opened);

        engine.passMillis(299);
        assertThat(opened.socket().hasMessage()).isFalse();
        engine.passMillis(1);
        assertThat(opened.socket().awaitText()).isEqualTo("2");
    }

    @Test
    @Line(59)
    default void pong_overTheNewTransport_keepsTheUpgradedSession() {
        EngineHarness engine = quick(this);
        String sid = engine.openPolling();
        WireCall poll = engine.poll(sid);
        engine.passMillis(300);
        assertThat(poll.await().text()).isEqualTo("2");
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        socket.send("5");
        EngineHarness.eventually(() -> engine.peer(sid).session().transportName() == TransportName.WEBSOCKET);
        engine.passMillis(150);
        socket.send("3");
        socket.send("4settle");
        engine.peer(sid).awaitMessage();

        engine.passMillis(299);
        assertThat(engine.peer(sid).isEnded()).isFalse();
        engine.passMillis(1);
        assertThat(socket.awaitText()).isEqualTo("2");
    }

    @Test
    @Line(60)
    default void ping_byTheClient_closes() {
        EngineHarness engine = quick(this);
        Opened opened = engine.openWebSocket();
        opened.socket().send("2");
        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertThat(opened.socket().awaitClose()).isEqualTo(1005);

        String sid = engine.openPolling();
        engine.client().post(EngineHarness.polling(sid), "2").await();
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    @Line(57)
    default void ping_thousandSessions_shareOneTimer() {
        EngineHarness engine = quick(this);
        int before = 20;
        for (int i = 0; i < before; i++) {
            engine.openPolling();
        }
        assertThat(engine.pendingTimers()).isEqualTo(1);
    }
}
