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
import dev.parley.testkit.transport.SocketWireSocket;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    @Line({39, 150})
    default void base64_wished_bothWays() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        WireSocket socket = engine.client().webSocket(EngineHarness.WEBSOCKET + "&b64=1");
        EnginePeer peer = engine.peer(EngineHarness.sidOf(socket.awaitText()));

        socket.send("bAQID/w==");
        socket.send("4text");
        socket.send("b");

        assertThat(peer.awaitMessage().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, -1}));
        assertThat(peer.awaitText()).isEqualTo("text");
        assertThat(peer.awaitMessage().payload().remaining()).isZero();
        assertThat(socket.awaitText()).isEqualTo("bAQID/w==");
        assertThat(socket.awaitText()).isEqualTo("4text");
        assertThat(socket.awaitText()).isEqualTo("b");
        peer.offer(EncodedMessage.of("head", List.of(ByteBuffer.wrap(new byte[] {1}))), OfferMode.NORMAL);
        assertThat(socket.awaitText()).isEqualTo("4head");
        assertThat(socket.awaitText()).isEqualTo("bAQ==");
    }

    @Test
    @Line({39, 150})
    default void base64_sentWithoutWish_isUnderstoodAndAnsweredInBinary() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        EngineHarness.Opened opened = engine.openWebSocket();

        opened.socket().send("bAQID");

        assertThat(opened.socket().await().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @Line({39, 150})
    @CsvSource({"&b64=1,''", "'',&b64=1", "&b64=1,&b64=1"})
    default void base64_wishedByEitherRequest_holdsForTheSessionAcrossTheUpgrade(String handshake, String upgrade) {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = EngineHarness.sidOf(
                engine.client().get(EngineHarness.POLLING + handshake).await());
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid) + upgrade);
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        socket.send("5");

        socket.send(new byte[] {1, 2, 3});

        assertThat(socket.awaitText()).isEqualTo("bAQID");
    }

    @Test
    @Line(150)
    default void base64_emptyWish_isNone() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        WireSocket socket = engine.client().webSocket(EngineHarness.WEBSOCKET + "&b64=");
        socket.awaitText();

        socket.send("bAQID");

        assertThat(socket.await().isText()).isFalse();
    }

    @ParameterizedTest
    @Line(42)
    @ValueSource(strings = {"b*", "bA", "b AQ==", "b\u00e4"})
    default void base64_malformed_closesAndDeliversNothing(String frame) {
        EngineHarness engine = EngineHarness.start(this);
        EngineHarness.Opened opened = engine.openWebSocket();

        opened.socket().send(frame);

        assertThat(opened.peer().awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
        assertThat(opened.socket().awaitClose()).isEqualTo(1005);
        assertThat(opened.peer().hasMessage()).isFalse();
    }

    private static HttpHeaders protocols(String offered) {
        HttpHeaders headers = HttpHeaders.none();
        for (String line : offered.split("\\|", -1)) {
            headers = headers.with("Sec-WebSocket-Protocol", line);
        }
        return headers;
    }

    @ParameterizedTest
    @Line(38)
    @CsvSource(
            delimiter = ';',
            value = {"chat;chat", "chat, superchat;chat", "v2.x|v1.x;v2.x", "one,two|three;one", ", chat;chat"})
    default void subProtocol_offered_theFirstIsSelectedForEverySession(String offered, String selected) {
        EngineHarness engine = EngineHarness.start(this).echoing();

        Opened direct = engine.openWebSocket(protocols(offered));
        String sid = engine.openPolling();
        WireSocket upgrading = engine.client().webSocket(EngineHarness.upgrade(sid), protocols(offered));

        assertThat(direct.socket().headers().all("Sec-WebSocket-Protocol")).containsExactly(selected);
        assertThat(upgrading.headers().all("Sec-WebSocket-Protocol")).containsExactly(selected);
        direct.socket().send("4works");
        assertThat(direct.socket().awaitText()).isEqualTo("4works");
    }

    @Test
    @Line(38)
    default void subProtocol_notOffered_noneIsSelected() {
        EngineHarness engine = EngineHarness.start(this);

        assertThat(engine.openWebSocket().socket().headers().first("Sec-WebSocket-Protocol"))
                .isNull();
    }

    @Test
    @Line({16, 38})
    default void subProtocol_selectedByTheApplication_isThatOne() {
        EngineHarness engine = EngineHarness.start(
                this, options -> options.headers(request -> HttpHeaders.of("Sec-WebSocket-Protocol", "second")));

        assertThat(engine.openWebSocket(protocols("first, second"))
                        .socket()
                        .headers()
                        .all("Sec-WebSocket-Protocol"))
                .containsExactly("second");
    }

    @ParameterizedTest
    @Line({16, 38})
    @ValueSource(strings = {"first", "FIRST, second"})
    default void subProtocol_selectedByTheApplicationButNotOffered_isLeftOut(String offered) {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.headers(
                        request -> HttpHeaders.of("Sec-WebSocket-Protocol", "First", "X-Other", "stays")));

        HttpHeaders answer = engine.openWebSocket(protocols(offered)).socket().headers();

        assertThat(answer.first("Sec-WebSocket-Protocol")).isNull();
        assertThat(answer.first("X-Other")).isEqualTo("stays");
    }

    @ParameterizedTest
    @Line(40)
    @ValueSource(strings = {"", ",", "ch at", "chat, chat", "chat|chat", "a/b", "\"chat\"", "a=b"})
    default void subProtocol_malformed_isRefused(String offered) {
        EngineHarness engine = EngineHarness.start(this);

        WireResponse response = engine.client().refusedWebSocket(EngineHarness.WEBSOCKET, protocols(offered));

        assertThat(response.status()).isEqualTo(400);
        assertThat(engine.awaitError().message()).isEqualTo("Bad request");
        assertThat(engine.server().sessionCount()).isZero();
    }
}
