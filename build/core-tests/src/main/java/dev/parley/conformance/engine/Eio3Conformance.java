package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.testkit.transport.WireSocket;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol 3, for clients of Socket.IO 2: section 20. */
public interface Eio3Conformance extends WireFixture {

    String POLLING3 = "/engine.io/?EIO=3&transport=polling";

    private static EngineHarness start(WireFixture wire) {
        return EngineHarness.start(wire, options -> options.allowEio3(true));
    }

    private static String open(EngineHarness engine) {
        return EngineHarness.sidOf(engine.client().get(POLLING3).await());
    }

    private static WireSocket probe(EngineHarness engine, String url) {
        return engine.client().webSocket(url.replace("polling", "websocket"));
    }

    @Test
    @Line(148)
    default void version_missingOrStrange_countsAsThree() {
        EngineHarness engine = start(this);
        for (String query : List.of("EIO=3&", "EIO=abc&", "")) {
            WireResponse response = engine.client()
                    .get("/engine.io/?" + query + "transport=polling")
                    .await();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).matches("\\d+:0\\{.*}");
        }
        assertThat(EngineHarness.start(this).client().get(POLLING3).await().text())
                .isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
    }

    @Test
    @Line(149)
    default void text_overPolling_isFramedByLengthInUtf16Units() {
        EngineHarness engine = start(this).echoing();
        String sid = open(engine);

        assertThat(engine.client()
                        .post(POLLING3 + "&sid=" + sid, "6:4hello4:4€😀")
                        .await()
                        .text())
                .isEqualTo("ok");

        assertThat(engine.peer(sid).awaitText()).isEqualTo("hello");
        assertThat(engine.peer(sid).awaitText()).isEqualTo("€😀");
        assertThat(engine.client().get(POLLING3 + "&sid=" + sid).await().text()).isEqualTo("6:4hello4:4€😀");
    }

    @Test
    @Line(149)
    default void binary_overPolling_switchesTheBodyToBytes() {
        EngineHarness engine = start(this);
        String sid = open(engine);
        engine.peer(sid).offer(EncodedMessage.of("ä", List.of(ByteBuffer.wrap(new byte[] {7, 8}))), OfferMode.NORMAL);

        WireResponse response = engine.client().get(POLLING3 + "&sid=" + sid).await();

        assertThat(response.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(response.bytes())
                .containsExactly(0, 3, (byte) 0xff, '4', (byte) 0xc3, (byte) 0xa4, 1, 3, (byte) 0xff, 4, 7, 8);
        engine.client()
                .send(WireRequest.post(POLLING3 + "&sid=" + sid, "application/octet-stream", response.bytes()))
                .await();
        assertThat(engine.peer(sid).awaitText()).isEqualTo("ä");
        assertThat(engine.peer(sid).awaitMessage().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {7, 8}));
    }

    @Test
    @Line({149, 150})
    default void binary_withB64_staysText() {
        EngineHarness engine = start(this);
        String url = POLLING3 + "&b64=1";
        String sid = EngineHarness.sidOf(engine.client().get(url).await());
        engine.peer(sid).send(new byte[] {1, 2, 3, 4});
        assertThat(engine.client().get(url + "&sid=" + sid).await().text()).isEqualTo("10:b4AQIDBA==");
        engine.client().post(url + "&sid=" + sid, "10:b4AQIDBA==").await();
        assertThat(engine.peer(sid).awaitMessage().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));

        WireResponse four =
                engine.client().get(EngineHarness.POLLING + "&b64=1").await();
        assertThat(four.text()).startsWith("0{");
    }

    @Test
    @Line({149, 150})
    default void binary_withB64InTheHandshakeOnly_staysText() {
        EngineHarness engine = start(this);
        String sid =
                EngineHarness.sidOf(engine.client().get(POLLING3 + "&b64=1").await());
        engine.peer(sid).send(new byte[] {1, 2, 3, 4});

        WireResponse later = engine.client().get(POLLING3 + "&sid=" + sid).await();

        assertThat(later.header("content-type")).startsWith("text/plain");
        assertThat(later.text()).isEqualTo("10:b4AQIDBA==");
    }

    @Test
    @Line({149, 150})
    default void binary_withB64OverWebSocket_isText() {
        EngineHarness engine = start(this).echoing();
        WireSocket socket =
                engine.client().webSocket(POLLING3.replace("transport=polling", "transport=websocket") + "&b64=1");
        assertThat(socket.awaitText()).startsWith("0{");

        socket.send("b4AQID");
        assertThat(socket.awaitText()).isEqualTo("b4AQID");
        socket.send(new byte[] {4, 1, 2, 3});
        assertThat(socket.awaitText()).isEqualTo("b4AQID");
    }

    @Test
    @Line(149)
    default void binary_overWebSocket_startsWithTheTypeByte() {
        EngineHarness engine = start(this).echoing();
        WireSocket socket = probe(engine, POLLING3);
        assertThat(socket.awaitText()).startsWith("0{");

        socket.send("4text");
        socket.send(new byte[] {4, 9, 8});

        assertThat(socket.awaitText()).isEqualTo("4text");
        assertThat(socket.await().payload()).isEqualTo(ByteBuffer.wrap(new byte[] {4, 9, 8}));
    }

    @Test
    @Line(57)
    default void heartbeat_clientPings_serverAnswersAndClosesOnSilence() {
        EngineHarness engine = start(this);
        WireSocket socket = probe(engine, POLLING3);
        String sid = EngineHarness.sidOf(socket.awaitText());
        engine.passMillis(44_000);
        assertThat(socket.hasMessage()).isFalse();
        socket.send("2abc");
        assertThat(socket.awaitText()).isEqualTo("3abc");

        engine.passMillis(44_999);
        assertThat(engine.peer(sid).isEnded()).isFalse();
        engine.passMillis(1);
        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PING_TIMEOUT);
    }

    @Test
    @Line(60)
    default void pong_byTheClient_closes() {
        EngineHarness engine = start(this);
        WireSocket socket = probe(engine, POLLING3);
        String sid = EngineHarness.sidOf(socket.awaitText());

        socket.send("3");

        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    @Line(48)
    default void upgrade_works() {
        EngineHarness engine = start(this).echoing();
        String sid = open(engine);
        WireSocket socket = probe(engine, POLLING3 + "&sid=" + sid);
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        WireCall poll = engine.client().get(POLLING3 + "&sid=" + sid);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    engine.passMillis(50);
                    return poll.isDone();
                });
        assertThat(poll.await().text()).isEqualTo("1:6");
        socket.send("5");
        socket.send("4hello");
        assertThat(socket.awaitText()).isEqualTo("4hello");
    }

    @Test
    @Line(151)
    default void jsonp_callsBackWithDigitsOnly() {
        EngineHarness engine = start(this).echoing();
        String url = POLLING3 + "&j=1%3Balert(2)";
        WireResponse response = engine.client().get(url).await();
        assertThat(response.header("content-type")).isEqualToIgnoringWhitespace("text/javascript; charset=UTF-8");
        assertThat(response.text()).startsWith("___eio[12](\"").endsWith("\");");
    }

    @Test
    @Line(151)
    default void jsonp_form_isUnescaped() {
        EngineHarness engine = start(this).echoing();
        String url = POLLING3 + "&j=0";
        String sid = EngineHarness.sidOf(engine.client().get(url).await().text().replace("\\\"", "\""));
        String form = "d=" + URLEncoder.encode("7:4a\\nb\\\\nc", StandardCharsets.UTF_8);

        WireResponse response = engine.client()
                .send(WireRequest.post(
                        url + "&sid=" + sid,
                        "application/x-www-form-urlencoded",
                        form.getBytes(StandardCharsets.UTF_8)))
                .await();

        assertThat(response.text()).isEqualTo("ok");
        assertThat(engine.peer(sid).awaitText()).isEqualTo("a\nb\\nc");
        assertThat(engine.client().get(url + "&sid=" + sid).await().text()).isEqualTo("___eio[0](\"7:4a\\nb\\\\nc\");");
    }

    @ParameterizedTest
    @Line(149)
    @ValueSource(strings = {"", "abc", "5:4hello", "0:", "-1:4", "99999999999:4", "7:4hello", ":4", "1:9"})
    default void body_malformed_closes(String body) {
        EngineHarness engine = start(this);
        String sid = open(engine);

        engine.client().post(POLLING3 + "&sid=" + sid, body).await();

        assertThat(engine.peer(sid).awaitReason()).isEqualTo(CloseReason.PARSE_ERROR);
        assertThat(engine.peer(sid).hasMessage()).isFalse();
    }
}
