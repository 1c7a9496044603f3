package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.event.DisconnectReason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of the default parser: section 7. */
public interface PacketConformance extends WireFixture {

    private SocketHarness echoing() {
        SocketHarness io = SocketHarness.start(this);
        io.server()
                .onConnection(socket -> socket.onAny(
                        event -> socket.emit(event.name(), event.args().toArray())));
        io.server().of("/chat").onConnection(socket -> socket.onRequest("ask", event -> event.size()));
        return io;
    }

    @Test
    @Line(68)
    default void packet_ofMainNamespace_hasNoName_othersHaveOneAndComma() {
        SocketHarness io = echoing();
        SocketPeer peer = io.connect().join("/chat");

        peer.send("42/chat,17[\"ask\",1,2]").expect("43/chat,17[2]");
        peer.send("42[\"a\"]").expect("42[\"a\"]");
    }

    @ParameterizedTest
    @Line(69)
    @ValueSource(strings = {"40[]", "40\"x\"", "40null", "40{", "40/chat,[1]", "41{}"})
    default void connect_payloadNotAnObject_closes(String packet) {
        SocketHarness io = echoing();
        SocketPeer peer = packet.startsWith("41") ? io.connect() : io.open();

        peer.send(packet).awaitClose();
    }

    @ParameterizedTest
    @Line({70, 71, 72, 73})
    @ValueSource(
            strings = {
                "42",
                "42[]",
                "42{}",
                "42[null]",
                "42[true]",
                "42[{}]",
                "42[[]]",
                "42\"a\"",
                "42[\"connect\"]",
                "42[\"connect_error\"]",
                "42[\"disconnect\"]",
                "42[\"disconnecting\"]",
                "42[\"newListener\"]",
                "42[\"removeListener\"]",
                "431{}",
                "47",
                "4a",
                "4",
                "42[\"a\"",
                "42[\"a\"]x",
                "42x[\"a\"]",
                "4299999999999999999999[\"a\"]",
                "42[\"a\",]",
                "42['a']"
            })
    default void packet_malformed_closesThisConnectionOnly(String packet) {
        SocketHarness io = echoing();
        Pair other = io.pair();
        SocketPeer peer = io.connect();

        peer.send(packet).awaitClose();

        other.peer().send("42[\"alive\"]").expect("42[\"alive\"]");
    }

    @Test
    @Line(73)
    default void packet_malformed_disconnectsWithParseError() {
        SocketHarness io = echoing();
        Pair pair = io.pair();
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        pair.socket().onDisconnect(why -> reason.set(why));

        pair.peer().send("42[").awaitClose();

        SocketHarness.eventually(() -> reason.get() == DisconnectReason.PARSE_ERROR);
    }

    @Test
    @Line(70)
    default void event_numberAsName_isItsText() {
        SocketPeer peer = echoing().connect();

        peer.send("42[1,\"x\"]").expect("42[\"1\",\"x\"]");
        peer.send("42[1.0]").expect("42[\"1\"]");
        peer.send("42[-2.5]").expect("42[\"-2.5\"]");
        peer.send("42[1e21]").expect("42[\"1e+21\"]");
    }

    @Test
    @Line(72)
    default void ack_unknownOrEmpty_isIgnored() {
        SocketPeer peer = echoing().connect();

        peer.send("4377[]").send("4378[1]").send("42[\"a\"]").expect("42[\"a\"]");
    }

    @ParameterizedTest
    @Line(72)
    @ValueSource(strings = {"43", "43[]", "43[1]", "4377", "43/chat,", "43/chat,[]", "43/chat,7"})
    default void ack_withoutNumberOrPayload_isIgnored(String packet) {
        SocketPeer peer = echoing().connect().join("/chat");

        peer.send(packet).send("42[\"a\"]").expect("42[\"a\"]");
    }

    @Test
    @Line(72)
    default void ack_withoutPayload_answersWithoutArguments() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        var answer = pair.socket().timeout(Duration.ofHours(1)).emitWithAck("q");

        pair.peer().expect("420[\"q\"]").send("430");

        assertThat(answer.toCompletableFuture().get(20, TimeUnit.SECONDS).size())
                .isZero();
    }

    @ParameterizedTest
    @Line(72)
    @ValueSource(strings = {"431{}", "431\"x\"", "431null", "43/chat,7{}"})
    default void ack_payloadNoArray_closes(String packet) {
        echoing().connect().join("/chat").send(packet).awaitClose();
    }

    @ParameterizedTest
    @Line(74)
    @ValueSource(
            strings = {
                "42[\"a\",1,-1,0,1.5,true,false,null]",
                "42[\"a\",{\"__proto__\":1,\"constructor\":{\"x\":[]}}]",
                "42[\"a\",\"\\\"\\\\ / é 漢 😀\"]",
                "42[\"\"]",
                "42[\"a\",{},[],[[]]]",
            })
    default void json_anyValid_isKept(String packet) {
        echoing().connect().send(packet).expect(packet);
    }

    @Test
    @Line(74)
    default void json_oddities_followJavaScript() {
        SocketPeer peer = echoing().connect();

        peer.send("42[\"a\",-0,1e2,{\"k\":1,\"k\":2}]").expect("42[\"a\",0,100,{\"k\":2}]");
        peer.send("42[ \"a\" , 1 ]").expect("42[\"a\",1]");
    }

    @ParameterizedTest
    @Line(74)
    @CsvSource({
        "1e21, 1e+21",
        "1E21, 1e+21",
        "123456789.125, 123456789.125",
        "1.0, 1",
        "-0.0, 0",
        "1e2, 100",
        "19.90, 19.9",
        "1e-7, 1e-7",
        "0.0000001, 1e-7",
        "0.000001, 0.000001",
        "100000000000000000000, 100000000000000000000",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "5e-324, 5e-324",
        "0.1000000000000000055511151231257827, 0.1",
        "9007199254740993, 9007199254740993",
        "18446744073709551616, 18446744073709551616",
        "1e400, 1E+400",
        "-1e400, -1E+400",
    })
    default void json_numbers_arePrintedAsJavaScriptDoes_andNoneIsLost(String sent, String expected) {
        SocketPeer peer = echoing().connect();

        peer.send("42[\"a\"," + sent + "]").expect("42[\"a\"," + expected + "]");
        peer.send("42[\"a\",{\"n\":[" + sent + "]}]").expect("42[\"a\",{\"n\":[" + expected + "]}]");
    }

    @ParameterizedTest
    @Line(74)
    @ValueSource(strings = {"1e1001", "-1e-1001", "1e999999999", "1e99999999999999999999"})
    default void json_numberBeyondEveryUse_closes(String number) {
        SocketPeer peer = echoing().connect();

        peer.send("42[\"a\",1e1000]").expect("42[\"a\",1E+1000]");
        peer.send("42[\"a\",[" + number + "]]").awaitClose();
    }

    @Test
    @Line(77)
    default void emit_doublesOfEveryShape_areJavaScripts() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        pair.socket()
                .emit("n", 1e21, 123456789.125, 2.0f, 1e10f, new double[] {1e21, Double.NaN}, new BigDecimal("19.90"));

        pair.peer().expect("42[\"n\",1e+21,123456789.125,2,10000000000,[1e+21,null],19.90]");
    }

    @Test
    @Line(75)
    default void ackId_beyond32Bits_passesUnchanged() {
        SocketHarness io = echoing();
        SocketPeer peer = io.connect("/chat");

        peer.send("42/chat,99999999999[\"ask\"]").expect("43/chat,99999999999[0]");
        peer.send("42/chat,18446744073709551615[\"ask\"]").expect("43/chat,18446744073709551615[0]");
    }

    @Test
    @Line(76)
    default void namespace_withQuery_isAnotherName() {
        SocketPeer peer = echoing().open();

        peer.send("40/chat?a=b,").expect("44/chat?a=b,{\"message\":\"Invalid namespace\"}");
    }

    @Test
    @Line(77)
    default void emit_dates_areIsoText() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        pair.socket().emit("at", Instant.EPOCH, Double.NaN, 2.0);

        pair.peer().expect("42[\"at\",\"1970-01-01T00:00:00Z\",null,2]");
    }

    @Test
    @Line(78)
    default void binary_halfReceivedAtDisconnect_doesNotLeakIntoReconnect() {
        SocketHarness io = echoing();
        SocketPeer first = io.connect();
        first.send("451-[\"a\",{\"_placeholder\":true,\"num\":0}]").close();
        SocketPeer second = io.connect();

        second.send("42[\"b\"]").expect("42[\"b\"]");
        assertThat(io.failures()).isEmpty();
    }

    @Test
    @Line(74)
    default void payload_tooDeep_closes() {
        SocketPeer peer = echoing().connect();

        peer.send("42[\"a\"," + "[".repeat(127) + "]".repeat(127) + "]")
                .expect("42[\"a\"," + "[".repeat(127) + "]".repeat(127) + "]");
        peer.send("42[\"a\"," + "[".repeat(128) + "]".repeat(128) + "]").awaitClose();
    }
}
