package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The polling transport: section 2. */
public interface PollingConformance extends WireFixture {

    String GONE = "{\"code\":1,\"message\":\"Session ID unknown\"}";

    private static void assertGone(EngineHarness engine, String sid) {
        WireResponse next = engine.client().get(EngineHarness.polling(sid)).await();
        assertThat(next.status()).isEqualTo(400);
        assertThat(next.text()).isEqualTo(GONE);
    }

    @Test
    @Line(23)
    default void post_accepted_answersOk() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        WireResponse response =
                engine.client().post(EngineHarness.polling(sid), "4hello").await();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("ok");
        assertThat(response.header("content-type")).isEqualTo("text/html");
        assertThat(engine.peer(sid).awaitText()).isEqualTo("hello");
    }

    @Test
    @Line(24)
    default void poll_severalPacketsWaiting_getsAllOfThem() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        EnginePeer peer = engine.peer(sid);
        peer.send("one");
        peer.send(new byte[] {1, 2, 3, 4});
        peer.send("three");

        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4one\u001ebAQIDBA==\u001e4three");
    }

    @Test
    @Line(24)
    default void poll_thousandsWaiting_getsAllOfThemAtOnce() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        for (int i = 0; i < 3_000; i++) {
            engine.peer(sid).send("m" + i);
        }

        String[] packets =
                engine.client().get(EngineHarness.polling(sid)).await().text().split("\u001e", -1);

        assertThat(packets).hasSize(3_000);
        assertThat(packets[2_999]).isEqualTo("4m2999");
    }

    @Test
    @Line(24)
    default void post_severalPackets_deliversEachInOrder() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        engine.client()
                .post(EngineHarness.polling(sid), "4one\u001ebAQIDBA==\u001e4three")
                .await();

        EnginePeer peer = engine.peer(sid);
        assertThat(peer.awaitText()).isEqualTo("one");
        assertThat(peer.awaitMessage().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        assertThat(peer.awaitText()).isEqualTo("three");
    }

    @Test
    @Line(24)
    default void post_base64InLines_isOneMessage() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        engine.client()
                .post(EngineHarness.polling(sid), "bAQI\r\nDBA==\n\u001e4three")
                .await();

        EnginePeer peer = engine.peer(sid);
        assertThat(peer.awaitMessage().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        assertThat(peer.awaitText()).isEqualTo("three");
    }

    @Test
    default void poll_nothingWaiting_isHeldUntilSomethingComes() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall call = engine.poll(sid);
        assertThat(call.isDone()).isFalse();

        engine.peer(sid).send("late");

        assertThat(call.await().text()).isEqualTo("4late");
    }

    @Test
    @Line(25)
    default void poll_second_closesTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall first = engine.poll(sid);

        WireResponse second = engine.client().get(EngineHarness.polling(sid)).await();

        assertThat(second.status()).isEqualTo(400);
        assertThat(first.await().status()).isEqualTo(200);
        assertThat(first.await().text()).isEqualTo("1");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertGone(engine, sid);
    }

    @Test
    @Line(26)
    default void post_second_closesTheSession() {
        EngineHarness engine = EngineHarness.start(this).withholding();
        String sid = engine.openPolling();
        WireCall first = engine.client().post(EngineHarness.polling(sid), "4one");
        engine.peer(sid).awaitMessage();

        WireResponse second =
                engine.client().post(EngineHarness.polling(sid), "4two").await();

        assertThat(second.status()).isEqualTo(400);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
        engine.peer(sid).awaitWithheld().succeed();
        first.await();
        assertGone(engine, sid);
    }

    @Test
    @Line(27)
    default void post_octetStream_closesTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        WireResponse response = engine.client()
                .send(WireRequest.post(EngineHarness.polling(sid), "application/octet-stream", new byte[] {4, 1, 2}))
                .await();

        assertThat(response.status()).isEqualTo(400);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertGone(engine, sid);
    }

    @Test
    @Line({28, 146})
    default void post_overTheLimit_is413AndTheSessionLives() {
        EngineHarness engine = EngineHarness.start(this, options -> options.maxPayload(1_000));
        String sid = engine.openPolling();

        WireResponse fits = engine.client()
                .post(EngineHarness.polling(sid), "4" + "x".repeat(999))
                .await();
        WireResponse large = engine.client()
                .post(EngineHarness.polling(sid), "4" + "x".repeat(1_000))
                .await();

        assertThat(fits.status()).isEqualTo(200);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.bytes()).isEmpty();
        assertThat(engine.peer(sid).awaitText()).hasSize(999);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
        assertThat(engine.client()
                        .post(EngineHarness.polling(sid), "4alive")
                        .await()
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @Line(29)
    @ValueSource(strings = {"abc", "", "\u001e", "4ok\u001e", "7", "b!!!", "ä"})
    default void post_undecodable_closesTheSessionAndDeliversNothing(String body) {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        WireResponse response =
                engine.client().post(EngineHarness.polling(sid), body).await();

        assertThat(response.status()).isEqualTo(400);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
        assertGone(engine, sid);
    }

    @Test
    @Line(29)
    default void post_notUtf8_closesTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        engine.client()
                .send(WireRequest.post(
                        EngineHarness.polling(sid), "text/plain;charset=UTF-8", new byte[] {'4', (byte) 0xc3, 0x28}))
                .await();

        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
    }

    @ParameterizedTest
    @Line(30)
    @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"})
    default void otherMethod_liveSession_isAnEmpty405(String method) {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        WireResponse response = engine.client()
                .send(WireRequest.get(EngineHarness.polling(sid)).method(method))
                .await();

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).isEqualTo("GET, POST");
        assertThat(response.bytes()).isEmpty();
        assertThat(engine.peer(sid).isEnded()).isFalse();
    }

    @Test
    @Line({31, 33})
    default void post_inChunks_isAccepted() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        String text = "äöü😀".repeat(500);

        WireResponse response = engine.client()
                .send(WireRequest.post(EngineHarness.polling(sid), "4" + text).inChunks())
                .await();

        assertThat(response.text()).isEqualTo("ok");
        assertThat(engine.peer(sid).awaitText()).isEqualTo(text);
    }

    @Test
    @Line({32, 139})
    default void poll_abortedByTheClient_closesTheSession() {
        EngineHarness engine = EngineHarness.start(this);
        assumeTrue(engine.noticesAbandonedPolls(), "the heartbeat has to notice");
        String sid = engine.openPolling();
        WireCall call = engine.poll(sid);

        call.abort();

        EnginePeer.End end = engine.peer(sid).awaitEnd();
        assertThat(end.reason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
        assertThat(end.description()).contains("poll connection closed prematurely");
        assertGone(engine, sid);
    }

    private static byte[] unpack(WireResponse response) {
        ByteArrayInputStream packed = new ByteArrayInputStream(response.bytes());
        try {
            return response.header("content-encoding").equals("gzip")
                    ? new GZIPInputStream(packed).readAllBytes()
                    : new InflaterInputStream(packed).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static WireResponse pollAccepting(EngineHarness engine, String sid, String coding) {
        return engine.client()
                .send(WireRequest.get(EngineHarness.polling(sid)).header("Accept-Encoding", coding))
                .await();
    }

    @Test
    @Line(34)
    default void poll_largeAnswer_isCompressedAsTheClientAccepts() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        for (String coding : List.of("gzip", "deflate")) {
            engine.peer(sid).send("x".repeat(2_000));

            WireResponse response = pollAccepting(engine, sid, coding + ", br");

            assertThat(response.header("content-encoding")).isEqualTo(coding);
            assertThat(new String(unpack(response), StandardCharsets.UTF_8)).isEqualTo("4" + "x".repeat(2_000));
        }
        engine.peer(sid).send("x".repeat(2_000));
        assertThat(pollAccepting(engine, sid, "br").headers().first("content-encoding"))
                .isNull();
        engine.peer(sid).send("x".repeat(2_000));
        assertThat(pollAccepting(engine, sid, "gzip;q=0").headers().first("content-encoding"))
                .isNull();
        engine.peer(sid).send("x".repeat(1_023));
        assertThat(pollAccepting(engine, sid, "gzip").headers().first("content-encoding"))
                .isNull();
    }

    @Test
    @Line(34)
    default void poll_compression_thresholdAndSwitches() {
        EngineHarness low = EngineHarness.start(this, options -> options.httpCompressionThreshold(10));
        String sid = low.openPolling();
        low.peer(sid).send("x".repeat(100));
        assertThat(pollAccepting(low, sid, "gzip").header("content-encoding")).isEqualTo("gzip");
        low.peer(sid).offer(EncodedMessage.of("x".repeat(100), List.of()).withCompress(false), OfferMode.NORMAL);
        assertThat(pollAccepting(low, sid, "gzip").headers().first("content-encoding"))
                .isNull();

        EngineHarness off = EngineHarness.start(this, options -> options.httpCompressionThreshold(-1));
        String other = off.openPolling();
        off.peer(other).send("x".repeat(5_000));
        assertThat(pollAccepting(off, other, "gzip").headers().first("content-encoding"))
                .isNull();
    }

    @Test
    @Line(35)
    default void text_multiByte_survivesBothWays() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        String text = "你好，世界 😀 ñ \u2028";

        engine.client().post(EngineHarness.polling(sid), "4" + text).await();

        assertThat(engine.peer(sid).awaitText()).isEqualTo(text);
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4" + text);
    }

    @Test
    @Line(35)
    default void binary_bothWays_survives() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        String base64 = Base64.getEncoder().encodeToString(all);

        engine.client().post(EngineHarness.polling(sid), "b" + base64).await();

        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("b" + base64);
    }

    @Test
    @Line({36, 156})
    default void close_withAWaitingPoll_answersItWithAClosePacket() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall call = engine.poll(sid);

        engine.peer(sid).session().close(CloseReason.FORCED_CLOSE);

        assertThat(call.await().text()).isEqualTo("1");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.FORCED_CLOSE);
        EngineHarness.eventually(() -> engine.server().sessionCount() == 0);
        assertGone(engine, sid);
    }

    @Test
    @Line({36, 141})
    default void close_withNoPollWaiting_waitsForTheNextWithWhatIsBuffered() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        engine.peer(sid).send("last words");
        engine.peer(sid).session().close(CloseReason.FORCED_CLOSE);
        engine.pass(Duration.ofSeconds(29));
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4last words");
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("6\u001e1");
        assertGone(engine, sid);

        String silent = engine.openPolling();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> engine.peer(silent).session().queuedMessages() == 0);
        engine.peer(silent).session().close(CloseReason.FORCED_CLOSE);
        assertThat(engine.client().get(EngineHarness.polling(silent)).await().text())
                .isEqualTo("6\u001e1");
        assertGone(engine, silent);
    }

    @Test
    @Line(36)
    default void close_clientNeverPollsAgain_endsAfterThirtySeconds() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        engine.peer(sid).session().close(CloseReason.FORCED_CLOSE);

        engine.pass(Duration.ofMillis(29_999));
        assertThat(engine.server().sessionCount()).isEqualTo(1);
        engine.pass(Duration.ofMillis(1));
        assertThat(engine.server().sessionCount()).isZero();
    }

    @Test
    @Line(37)
    default void session_nobodyPolls_isEndedByTheHeartbeat() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();

        engine.pass(Duration.ofSeconds(25));
        engine.pass(Duration.ofSeconds(20));

        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PING_TIMEOUT);
        assertGone(engine, sid);
    }

    @Test
    default void close_byTheClient_answersTheWaitingPollWithANoop() {
        EngineHarness engine = EngineHarness.start(this);
        String sid = engine.openPolling();
        WireCall call = engine.poll(sid);

        assertThat(engine.client().post(EngineHarness.polling(sid), "1").await().text())
                .isEqualTo("ok");

        assertThat(call.await().text()).isEqualTo("6");
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_CLOSE);
        assertGone(engine, sid);
    }

    @Test
    default void post_handledWithheld_isAnsweredWhenAllIsHandled() {
        EngineHarness engine = EngineHarness.start(this).withholding();
        String sid = engine.openPolling();
        EnginePeer peer = engine.peer(sid);
        WireCall call = engine.client().post(EngineHarness.polling(sid), "4one\u001e4two");

        assertThat(peer.awaitText()).isEqualTo("one");
        assertThat(peer.hasMessage()).isFalse();
        peer.awaitWithheld().succeed();
        assertThat(peer.awaitText()).isEqualTo("two");
        assertThat(call.isDone()).isFalse();
        peer.awaitWithheld().succeed();
        assertThat(call.await().text()).isEqualTo("ok");
    }

    @Test
    default void post_handlingFails_closesTheSession() {
        EngineHarness engine = EngineHarness.start(this).withholding();
        String sid = engine.openPolling();
        WireCall call = engine.client().post(EngineHarness.polling(sid), "4one\u001e4two");
        engine.peer(sid).awaitMessage();

        engine.peer(sid).awaitWithheld().fail(new IllegalArgumentException("no packet"));

        assertThat(call.await().status()).isEqualTo(400);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
    }
}
