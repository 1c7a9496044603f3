package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.TransportName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Request bodies that take their time, or never end: section 2. */
public interface SlowRequestConformance extends WireFixture {

    /** A request whose body is being read. */
    private static WireCall begun(EngineHarness engine, String sid) {
        int timers = engine.pendingTimers();
        WireCall call = engine.client()
                .send(WireRequest.post(EngineHarness.polling(sid), "4hello").withoutItsEnd());
        EngineHarness.eventually(() -> engine.pendingTimers() > timers);
        return call;
    }

    @Test
    @Line(31)
    default void body_takesTooLong_isAnsweredWith408AndEndsTheSession() {
        EngineHarness engine = EngineHarness.start(this, options -> options.pingInterval(Duration.ofHours(1)));
        String sid = engine.openPolling();
        WireCall call = begun(engine, sid);

        engine.passMillis(29_999);
        assertThat(engine.peer(sid).isEnded()).isFalse();
        engine.passMillis(1);

        WireResponse answer = call.await();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
    }

    @Test
    @Line(31)
    default void body_timeout_isAnOption() {
        EngineHarness engine = EngineHarness.start(this, options -> options.bodyTimeout(Duration.ofSeconds(2)));
        String sid = engine.openPolling();
        WireCall call = begun(engine, sid);

        engine.pass(Duration.ofSeconds(2));

        assertThat(call.await().status()).isEqualTo(408);
    }

    @Test
    @Line({31, 139})
    default void body_sessionEndsMeanwhile_isAnsweredAtOnce() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall call = begun(engine, sid);
        WireCall poll = engine.poll(sid);

        engine.peer(sid).session().close(CloseReason.FORCED_CLOSE);

        assertThat(poll.await().text()).isEqualTo("1");
        assertThat(call.await().status()).isEqualTo(400);
        assertThat(engine.peer(sid).timesEnded()).isEqualTo(1);
    }

    @Test
    @Line({31, 50})
    default void body_takesTooLongWhileTheClientSwitches_harmsTheNewTransportNot() {
        EngineHarness engine = EngineHarness.start(this, options -> options.pingInterval(Duration.ofHours(1)));
        String sid = engine.openPolling();
        WireCall call = begun(engine, sid);
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        socket.send("5");
        EngineHarness.eventually(() -> engine.peer(sid).session().transportName() == TransportName.WEBSOCKET);
        socket.send("4waits for the body");

        engine.pass(Duration.ofSeconds(30));

        assertThat(call.await().status()).isEqualTo(408);
        assertThat(engine.peer(sid).awaitText()).isEqualTo("waits for the body");
        assertThat(engine.peer(sid).isEnded()).isFalse();
    }

    @Test
    @Line({31, 139})
    default void body_peerLeavesWhileItIsRead_endsTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall call = begun(engine, sid);

        call.abort();
        engine.pass(Duration.ofSeconds(30));

        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    }
}
