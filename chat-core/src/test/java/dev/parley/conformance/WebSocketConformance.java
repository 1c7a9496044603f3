package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness.Opened;
import dev.parley.engineio.CloseReason;
import dev.parley.engineio.EncodedMessage;
import dev.parley.engineio.OfferMode;
import dev.parley.engineio.OfferResult;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.SocketWireSocket;
import dev.parley.transport.WireResponse;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebSocket transport: section 3. */
public interface WebSocketConformance extends WireFixture {

    @Test
    @Line(38)
    default void open_direct_sendsTheOpenPacketFirst() {
        EngineHarness engine = EngineHarness.start(this).onSession(peer -> peer.send("behind it"));

        Opened opened = engine.openWebSocket();

        assertThat(opened.openPacket())
                .matches("0\\{\"sid\":\"[^\"]+\",\"upgrades\":\\[],"
                        + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
        assertThat(opened.socket().awaitText()).isEqualTo("4behind it");
    }

    @Test
    @Line(39)
    default void frames_bothWays_onePacketEachAndBinaryRaw() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        Opened opened = engine.openWebSocket();
        byte[] bytes = {4, 0, -1};

        opened.socket().send("4hello");
        opened.socket().send(bytes);
        opened.socket().send("4");
        opened.socket().send(new byte[0]);

        assertThat(opened.socket().awaitText()).isEqualTo("4hello");
        assertThat(opened.socket().await().payload()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(opened.socket().awaitText()).isEqualTo("4");
        assertThat(opened.socket().await().payload().remaining()).isZero();
    }

    @Test
    @Line(39)
    default void message_withAttachments_arrivesAsAWhole() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();
        EncodedMessage message =
                EncodedMessage.of("2-", List.of(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2, 3})));

        assertThat(opened.peer().offer(message, OfferMode.NORMAL)).isEqualTo(OfferResult.QUEUED);

        assertThat(opened.socket().awaitText()).isEqualTo("42-");
        assertThat(opened.socket().await().size()).isEqualTo(1);
        assertThat(opened.socket().await().size()).isEqualTo(2);
    }

    @Test
    @Line({41, 146})
    default void frame_overTheLimit_closesAndDeliversNothing() {
        EngineHarness engine = EngineHarness.start(this, options -> options.maxPayload(1_000));
        Opened opened = engine.openWebSocket();
        opened.socket().send("4" + "x".repeat(999));
        assertThat(opened.peer().awaitText()).hasSize(999);

        opened.socket().send("4" + "x".repeat(1_000));

        opened.peer().awaitEnd();
        assertThat(opened.peer().hasMessage()).isFalse();
        assertThat(opened.socket().awaitClose()).isNotEqualTo(1000);
    }

    @ParameterizedTest
    @Line(42)
    @ValueSource(strings = {"", "abc", "7", "ä", "b4AQID"})
    default void frame_undecodable_closesWithoutCode(String text) {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();

        opened.socket().send(text);

        assertThat(opened.socket().awaitClose()).isEqualTo(1005);
        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
        assertThat(opened.peer().hasMessage()).isFalse();
    }

    @Test
    @Line(47)
    default void volume_rightAfterOpen_passesAndTheHeartbeatLives() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        Opened opened = engine.openWebSocket();
        String text = "x".repeat(64_000);

        for (int i = 0; i < 100; i++) {
            opened.socket().send("4" + i + text);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(opened.socket().awaitText()).startsWith("4" + i + "x");
        }

        engine.passMillis(25_000);
        assertThat(opened.socket().awaitText()).isEqualTo("2");
        opened.socket().send("3");
        opened.socket().send("4still here");
        assertThat(opened.socket().awaitText()).isEqualTo("4still here");
    }

    @Test
    @Line({139, 66})
    default void connection_dropped_endsTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();

        opened.socket().abort();

        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    @Line(66)
    default void connection_closedByTheClient_endsTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();
        opened.socket().close(1000);
        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);

        Opened goodbye = engine.openWebSocket();
        goodbye.socket().send("1");
        assertThat(goodbye.socket().awaitClose()).isEqualTo(1005);
        assertThat(goodbye.peer().awaitReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    @Line({66, 141, 156})
    default void close_byTheServer_deliversWhatWaitsFirst() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();
        opened.peer().send("last words");

        opened.peer().session().close(CloseReason.FORCED_SERVER_CLOSE);

        assertThat(opened.socket().awaitText()).isEqualTo("4last words");
        assertThat(opened.socket().awaitClose()).isEqualTo(1005);
        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.FORCED_SERVER_CLOSE);
        assertThat(opened.peer().send("too late")).isEqualTo(OfferResult.REFUSED);
    }

    @Test
    @Line(54)
    default void sid_ofAnEndedSession_isUnknown() {
        EngineHarness engine = EngineHarness.start(this);
        Opened opened = engine.openWebSocket();
        opened.socket().close(1000);
        opened.peer().awaitEnd();

        WireResponse response = engine.client().refusedWebSocket(EngineHarness.upgrade(opened.sid()));

        assertThat(response.text()).isEqualTo("Session ID unknown");
    }

    @Test
    @Line(50)
    default void sid_ofAWebSocketSession_servesNobodyElse() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        Opened opened = engine.openWebSocket();

        assertThat(engine.client()
                        .get(EngineHarness.polling(opened.sid()))
                        .await()
                        .status())
                .isEqualTo(400);
        assertThat(engine.client()
                        .webSocket(EngineHarness.upgrade(opened.sid()))
                        .awaitClose())
                .isEqualTo(1005);

        opened.socket().send("4alive");
        assertThat(opened.socket().awaitText()).isEqualTo("4alive");
    }

    @Test
    default void onFrame_handledWithheld_deliversNoSecondMessage() {
        EngineHarness engine = EngineHarness.start(this).withholding();
        Opened opened = engine.openWebSocket();
        opened.socket().send("4one");
        opened.socket().send("4two");

        assertThat(opened.peer().awaitText()).isEqualTo("one");
        assertThat(opened.peer().hasMessage()).isFalse();
        opened.peer().awaitWithheld().succeed();
        assertThat(opened.peer().awaitText()).isEqualTo("two");
        opened.peer().awaitWithheld().succeed();
    }

    @Test
    @Line(66)
    default void onFrame_handlingFails_closesWithParseError() {
        EngineHarness engine = EngineHarness.start(this).withholding();
        Opened opened = engine.openWebSocket();
        opened.socket().send("4one");
        opened.peer().awaitMessage();

        opened.peer().awaitWithheld().fail(new IllegalArgumentException("no packet"));

        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
        assertThat(opened.socket().awaitClose()).isEqualTo(1005);
    }

    @Test
    @Line(147)
    default void veryLarge_textAndBinary_passWhenAllowed() {
        int size = 5_000_000;
        EngineHarness engine = EngineHarness.start(this, options -> options.maxPayload(20_000_000))
                .echoing();
        Opened opened = engine.openWebSocket();
        String sid = engine.openPolling();
        for (int round = 0; round < 3; round++) {
            opened.socket().send("4" + "x".repeat(size));
            assertThat(opened.socket().await().size()).isEqualTo(size + 1);
            opened.socket().send(new byte[size]);
            assertThat(opened.socket().await().size()).isEqualTo(size);

            engine.client()
                    .post(EngineHarness.polling(sid), "4" + "x".repeat(size))
                    .await();
            assertThat(engine.client().get(EngineHarness.polling(sid)).await().bytes())
                    .hasSize(size + 1);
        }
    }

    @Test
    @Line(43)
    default void upgrade_outsideThePath_isTheApplicationsOwn() {
        EngineHarness engine = EngineHarness.start(this);

        assertThat(engine.client()
                        .refusedWebSocket("/elsewhere/?EIO=4&transport=websocket")
                        .status())
                .isEqualTo(404);

        assertThat(engine.hasError()).isFalse();
        assertThat(engine.server().sessionCount()).isZero();
    }

    @Test
    @Line(44)
    default void garbage_afterTheUpgrade_endsThatConnectionOnly() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        Opened broken = engine.openWebSocket();
        Opened other = engine.openWebSocket();
        if (broken.socket() instanceof SocketWireSocket raw) {
            raw.sendRaw(0xff, new byte[] {1, 2, 3});
        } else {
            broken.socket().send("\u0000garbage");
        }

        broken.peer().awaitEnd();

        other.socket().send("4alive");
        assertThat(other.socket().awaitText()).isEqualTo("4alive");
    }

    @Test
    @Line(45)
    default void compression_offered_isOffByDefault() {
        EngineHarness engine = EngineHarness.start(this);

        Opened opened = engine.openWebSocket(HttpHeaders.of("Sec-WebSocket-Extensions", "permessage-deflate"));

        assertThat(opened.socket().headers().first("sec-websocket-extensions")).isNull();
    }
}
