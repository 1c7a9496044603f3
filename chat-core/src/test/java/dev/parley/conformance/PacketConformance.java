package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.DisconnectReason;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "431",
                "431{}",
                "43[]",
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
    }

    @Test
    @Line(72)
    default void ack_unknownOrEmpty_isIgnored() {
        SocketPeer peer = echoing().connect();

        peer.send("4377[]").send("4378[1]").send("42[\"a\"]").expect("42[\"a\"]");
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
