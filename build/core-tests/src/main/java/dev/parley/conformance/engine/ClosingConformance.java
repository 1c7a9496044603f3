package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.TransportName;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was queued before the server closes a session reaches the client before it learns of the close. */
public interface ClosingConformance extends WireFixture {

    /** What a client gets on its next poll when the session closed before it. */
    String LATE_CLOSE = "6\u001e1";

    private static String get(EngineHarness engine, String sid) {
        return engine.client().get(EngineHarness.polling(sid)).await().text();
    }

    private static void awaitWritten(EngineHarness engine, String sid) {
        EngineHarness.eventually(() -> engine.peer(sid).session().queuedMessages() == 0);
    }

    /** Messages and the close in one turn, as of a listener that emits and disconnects. */
    private static void sendAndClose(EnginePeer peer, CloseReason reason, String... texts) {
        peer.fanOut().submit(peer.session().shard(), turn -> {
            for (String text : texts) {
                turn.offer(peer.session(), EncodedMessage.of(text, List.of()), OfferMode.NORMAL, null);
            }
            turn.close(peer.session(), reason);
        });
    }

    private static void assertGone(EngineHarness engine, String sid) {
        EngineHarness.eventually(() -> engine.server().sessionCount() == 0);
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    private static WireSocket probe(EngineHarness engine, String sid) {
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        return socket;
    }

    // ---- polling

    @ParameterizedTest
    @Line({36, 141, 156})
    @EnumSource(
            value = CloseReason.class,
            names = {"FORCED_CLOSE", "FORCED_SERVER_CLOSE", "PARSE_ERROR", "TRANSPORT_ERROR"})
    default void close_pollWaiting_takesTheMessagesAndTheNextPollTheClose(CloseReason reason) {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall waiting = engine.poll(sid);

        sendAndClose(engine.peer(sid), reason, "one", "two");

        assertThat(waiting.await().text()).isEqualTo("4one\u001e4two");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(reason);
        assertThat(get(engine, sid)).isEqualTo(LATE_CLOSE);
        assertGone(engine, sid);
    }

    @Test
    @Line({36, 141})
    default void close_noPollWaiting_theNextTakesTheMessagesAndTheOneBehindItTheClose() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);

        sendAndClose(engine.peer(sid), CloseReason.FORCED_SERVER_CLOSE, "one", "two");

        assertThat(get(engine, sid)).isEqualTo("4one\u001e4two");
        assertThat(get(engine, sid)).isEqualTo(LATE_CLOSE);
        assertGone(engine, sid);
    }

    @Test
    @Line(36)
    default void close_whileTheSessionOpens_comesBehindTheOpenPacket() {
        EngineHarness engine = EngineHarness.start(this).onSession(peer -> {
            peer.send("welcome");
            peer.session().close(CloseReason.FORCED_CLOSE);
        });

        String first = engine.client().get(EngineHarness.POLLING).await().text();

        assertThat(first).startsWith("0{").endsWith("\u001e4welcome");
        String sid = EngineHarness.sidOf(first);
        assertThat(get(engine, sid)).isEqualTo(LATE_CLOSE);
        assertGone(engine, sid);
    }

    @Test
    @Line(36)
    default void close_messagesTakenButTheCloseNot_endsAfterThirtySeconds() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);
        sendAndClose(engine.peer(sid), CloseReason.FORCED_CLOSE, "one");
        assertThat(get(engine, sid)).isEqualTo("4one");

        engine.pass(Duration.ofMillis(29_999));
        assertThat(engine.server().sessionCount()).isEqualTo(1);
        engine.pass(Duration.ofMillis(1));

        assertGone(engine, sid);
        assertThat(engine.peer(sid).timesEnded()).isEqualTo(1);
    }

    @Test
    @Line({36, 58})
    default void close_clientDoesNotAnswerItsHeartbeat_endsWhenThatIsDue() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        engine.pass(Duration.ofSeconds(25));
        engine.pass(Duration.ofSeconds(19));
        engine.peer(sid).session().close(CloseReason.FORCED_SERVER_CLOSE);

        engine.passMillis(999);
        assertThat(engine.server().sessionCount()).isEqualTo(1);
        engine.passMillis(1);

        assertGone(engine, sid);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.FORCED_SERVER_CLOSE);
        assertThat(engine.peer(sid).timesEnded()).isEqualTo(1);
    }

    @Test
    @Line({36, 59})
    default void close_clientAnswersItsHeartbeatMeanwhile_hasTheWholeTime() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        engine.pass(Duration.ofSeconds(25));
        engine.pass(Duration.ofSeconds(19));
        engine.peer(sid).send("one");
        engine.peer(sid).session().close(CloseReason.FORCED_SERVER_CLOSE);
        engine.client().post(EngineHarness.polling(sid), "3").await();

        engine.pass(Duration.ofSeconds(29));
        engine.client().post(EngineHarness.polling(sid), "3").await();

        assertThat(get(engine, sid)).isEqualTo("2\u001e4one");
        engine.pass(Duration.ofSeconds(1));
        assertGone(engine, sid);
    }

    @Test
    @Line({36, 57})
    default void close_oldClientIsSilent_endsWhenItsPingIsDue() {
        EngineHarness engine = EngineHarness.start(this, options -> options.allowEio3(true));
        engine.client().get(EngineHarness.POLLING.replace("EIO=4", "EIO=3")).await();
        engine.pass(Duration.ofSeconds(44));
        engine.server().sessions().forEach(session -> session.close(CloseReason.FORCED_SERVER_CLOSE));
        assertThat(engine.server().sessionCount()).isEqualTo(1);

        engine.pass(Duration.ofSeconds(1));

        assertThat(engine.server().sessionCount()).isZero();
    }

    @ParameterizedTest
    @Line({29, 60})
    @ValueSource(strings = {"abc", "2", "", "4fine\u001eb*"})
    default void violation_messagesWaiting_theyLeaveFirst(String body) {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);
        engine.peer(sid).send("one");

        engine.client().post(EngineHarness.polling(sid), body).await();

        assertThat(engine.peer(sid).awaitReason())
                .isEqualTo(body.equals("2") ? CloseReason.TRANSPORT_ERROR : CloseReason.PARSE_ERROR);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
        assertThat(get(engine, sid)).isEqualTo("4one");
        assertThat(get(engine, sid)).isEqualTo(LATE_CLOSE);
        assertGone(engine, sid);
    }

    @Test
    @Line(27)
    default void violation_ofTheContentType_messagesWaitingLeaveFirst() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);
        engine.peer(sid).send("one");

        engine.client()
                .send(WireRequest.post(EngineHarness.polling(sid), "application/octet-stream", new byte[] {'4'}))
                .await();

        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertThat(get(engine, sid)).isEqualTo("4one");
        assertThat(get(engine, sid)).isEqualTo(LATE_CLOSE);
    }

    @Test
    @Line({36, 149})
    default void close_protocol3_comesWithTheNextPollToo() {
        EngineHarness engine = EngineHarness.start(this, options -> options.allowEio3(true));
        String url = EngineHarness.POLLING.replace("EIO=4", "EIO=3");
        String sid = EngineHarness.sidOf(engine.client().get(url).await());
        awaitWritten(engine, sid);

        sendAndClose(engine.peer(sid), CloseReason.FORCED_CLOSE, "one");

        assertThat(engine.client().get(url + "&sid=" + sid).await().text()).isEqualTo("4:4one");
        assertThat(engine.client().get(url + "&sid=" + sid).await().text()).isEqualTo("1:61:1");
    }

    // ---- WebSocket

    @Test
    @Line({141, 156})
    default void close_webSocketThatReadsSlowly_comesBehindTheLastMessage() {
        EngineHarness engine = EngineHarness.start(this);
        EngineHarness.Opened opened = engine.openWebSocket();
        String large = "x".repeat(100_000);
        opened.socket().pause();
        String[] texts = IntStream.range(0, 40).mapToObj(n -> n + ":" + large).toArray(String[]::new);

        sendAndClose(opened.peer(), CloseReason.FORCED_SERVER_CLOSE, texts);
        opened.socket().resume();

        for (String text : texts) {
            assertThat(opened.socket().awaitText()).isEqualTo("4" + text);
        }
        assertThat(opened.socket().awaitClose()).isEqualTo(1005);
    }

    @ParameterizedTest
    @Line({42, 60})
    @ValueSource(strings = {"x", "2", ""})
    default void violation_webSocketThatReadsSlowly_isClosedBehindTheLastMessage(String frame) {
        EngineHarness engine = EngineHarness.start(this);
        EngineHarness.Opened opened = engine.openWebSocket();
        String large = "x".repeat(100_000);
        opened.socket().pause();
        for (int n = 0; n < 40; n++) {
            opened.peer().send(n + ":" + large);
        }

        opened.socket().send(frame);
        assertThat(opened.peer().awaitReason())
                .isEqualTo(frame.equals("2") ? CloseReason.TRANSPORT_ERROR : CloseReason.PARSE_ERROR);
        opened.socket().resume();

        for (int n = 0; n < 40; n++) {
            assertThat(opened.socket().awaitText()).isEqualTo("4" + n + ":" + large);
        }
        assertThat(opened.socket().awaitClose()).isEqualTo(1005);
    }

    // ---- during an upgrade

    @Test
    @Line({53, 141})
    default void close_probeAnswered_theSwitchStillHappensAndTakesTheMessages() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);
        WireSocket socket = probe(engine, sid);

        sendAndClose(engine.peer(sid), CloseReason.FORCED_SERVER_CLOSE, "one", "two");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.FORCED_SERVER_CLOSE);
        assertThat(socket.isClosed()).isFalse();
        socket.send("5");

        assertThat(socket.awaitText()).isEqualTo("4one");
        assertThat(socket.awaitText()).isEqualTo("4two");
        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertThat(engine.peer(sid).session().transportName()).isEqualTo(TransportName.WEBSOCKET);
        assertGone(engine, sid);
    }

    @Test
    @Line({53, 141})
    default void close_probeAnsweredAndPollWaiting_thePollTakesTheMessagesAndTheSwitchTheClose() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall waiting = engine.poll(sid);
        WireSocket socket = probe(engine, sid);

        sendAndClose(engine.peer(sid), CloseReason.FORCED_SERVER_CLOSE, "one", "two");

        assertThat(waiting.await().text()).isEqualTo("4one\u001e4two");
        assertThat(socket.isClosed()).isFalse();
        socket.send("5");
        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertGone(engine, sid);
    }

    @Test
    @Line({53, 141})
    default void close_probeAnsweredButTheClientPolls_thePollsTakeAllAndTheProbeIsClosed() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);
        WireSocket socket = probe(engine, sid);

        sendAndClose(engine.peer(sid), CloseReason.FORCED_SERVER_CLOSE, "one");

        assertThat(get(engine, sid)).isEqualTo("4one");
        assertThat(get(engine, sid)).isEqualTo(LATE_CLOSE);
        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertGone(engine, sid);
    }

    @Test
    @Line({52, 53})
    default void close_probeNeverFinished_isClosedInItsTimeAndTheSessionInIts() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        awaitWritten(engine, sid);
        WireSocket socket = probe(engine, sid);
        sendAndClose(engine.peer(sid), CloseReason.FORCED_SERVER_CLOSE, "one");

        engine.pass(Duration.ofSeconds(10));
        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertThat(engine.server().sessionCount()).isEqualTo(1);
        engine.pass(Duration.ofSeconds(20));

        assertGone(engine, sid);
    }
}
