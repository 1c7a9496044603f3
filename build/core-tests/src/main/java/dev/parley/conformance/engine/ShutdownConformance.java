package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EngineHarness.Opened;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.testkit.transport.WireCall;
import dev.parley.transport.Completion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cleanup and the end of the server: section 17. */
public interface ShutdownConformance extends WireFixture {

    private static Completion recording(List<String> events, String name) {
        return new Completion() {
            @Override
            public void succeed() {
                events.add(name);
            }

            @Override
            public void fail(Throwable cause) {
                events.add(name + " failed");
            }
        };
    }

    @Test
    @Line(140)
    default void flushed_inOrderOnceAndOnlyForWhatWasSent() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        EnginePeer peer = engine.peer(sid);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            peer.offer(EncodedMessage.of("" + i, List.of()), OfferMode.NORMAL, recording(events, "" + i));
        }
        assertThat(events).isEmpty();
        engine.client().get(EngineHarness.polling(sid)).await();
        EngineHarness.eventually(() -> events.size() == 3);
        assertThat(events).containsExactly("0", "1", "2");

        peer.offer(EncodedMessage.of("lost", List.of()), OfferMode.NORMAL, recording(events, "lost"));
        engine.client().post(EngineHarness.polling(sid), "1").await();
        assertThat(events).containsExactly("0", "1", "2", "lost failed");
    }

    @Test
    @Line(141)
    default void shutdown_allSessions_areToldAndNothingIsLeft() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();
        String waiting = engine.openPolling();
        WireCall poll = engine.poll(waiting);
        String silent = engine.openPolling();
        engine.peer(silent).send("dropped");

        assertThat(engine.server().shutdown()).succeedsWithin(java.time.Duration.ofSeconds(10));

        for (EnginePeer peer : List.of(opened.peer(), engine.peer(waiting), engine.peer(silent))) {
            assertThat(peer.awaitReason()).isEqualTo(CloseReason.SERVER_SHUTTING_DOWN);
        }
        assertThat(poll.await().text()).isEqualTo("1");
        assertThat(opened.socket().awaitClose()).isEqualTo(1001);
        assertThat(engine.server().sessionCount()).isZero();
    }

    @Test
    @Line(141)
    default void shutdown_newRequests_areRefused() {
        EngineHarness engine = EngineHarness.start(this);
        engine.server().shutdown();

        assertThat(engine.client().get(EngineHarness.POLLING).await().status()).isEqualTo(503);
        assertThat(engine.client().refusedWebSocket(EngineHarness.WEBSOCKET).status())
                .isEqualTo(503);
    }

    @Test
    @Line(139)
    default void onClose_toldOnce_howeverManyWaysItEnds() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();

        opened.socket().abort();
        opened.peer().session().close(CloseReason.FORCED_CLOSE);
        opened.peer().session().close(CloseReason.FORCED_CLOSE);
        opened.peer().awaitEnd();
        engine.server().shutdown();

        assertThat(opened.peer().timesEnded()).isEqualTo(1);
        assertThat(opened.peer().send("late")).isEqualTo(OfferResult.REFUSED);
    }
}
