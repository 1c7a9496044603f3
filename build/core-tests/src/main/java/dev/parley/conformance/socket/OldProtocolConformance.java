package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Socket.IO 2 and MessagePack: sections 20 and 21, as far as packets go. */
public interface OldProtocolConformance extends WireFixture {

    @Test
    @Line({88, 152})
    default void eio3_mainNamespace_connectsAtOnceWithTheSessionId() {
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.allowEio3(true)));
        io.server().onConnection(socket -> socket.onRequest("ask", event -> socket.id()));
        io.server().of("/a").use((socket, next) -> {
            if ("ok".equals(socket.handshake().auth("token", String.class))) {
                next.proceed();
            } else {
                next.refuse("not you");
            }
        });
        SocketPeer peer =
                new SocketPeer(io.client().webSocket("/socket.io/?EIO=3&transport=websocket", HttpHeaders.none()));
        String sid = EngineHarness.sidOf(peer.awaitText());

        peer.expect("40").send("420[\"ask\"]").expect("430[\"" + sid + "\"]");
        peer.send("40/a?token=ok").expect("40/a,");
        peer.send("40/b,").expect("44/b,\"Invalid namespace\"");
        assertThat(io.socket("/a", "/a#" + sid).connected()).isTrue();
    }

    @Test
    @Line({153, 77})
    default void msgpack_everyPacket_isOneBinaryMessage() {
        MsgpackCodec codec = MsgpackCodec.create();
        SocketHarness io = SocketHarness.start(this, options -> options.codec(codec));
        io.server().onConnection(socket -> socket.onRequest("ask", event -> event.get(0, byte[].class)));
        SocketPeer peer = io.open();

        peer.send(bytes(codec, Packet.control(dev.parley.socketio.packet.PacketType.CONNECT, "/", null)));
        assertThat(packet(codec, peer.awaitBytes()).type()).isEqualTo(dev.parley.socketio.packet.PacketType.CONNECT);
        peer.send(bytes(codec, Packet.event("/", 7L, "ask", List.of(new byte[] {1, 2}))));

        Packet answer = packet(codec, peer.awaitBytes());
        assertThat(answer.ackId()).isEqualTo(7L);
        assertThat(answer.args().get(0)).isEqualTo(new byte[] {1, 2});
    }

    @Test
    @Line(154)
    default void msgpack_mixedWithJson_closes() {
        SocketHarness packed = SocketHarness.start(this, options -> options.codec(MsgpackCodec.create()));
        packed.open().send("40").awaitClose();
        SocketHarness plain = SocketHarness.start(this);
        plain.open().send(new byte[] {(byte) 0x80}).awaitClose();
    }

    private static byte[] bytes(MsgpackCodec codec, Packet packet) {
        java.nio.ByteBuffer view = codec.encode(packet).head().payload();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    private static Packet packet(MsgpackCodec codec, byte[] bytes) {
        Packet packet = codec.decoder(PacketLimits.defaults()).add(Frame.binary(java.nio.ByteBuffer.wrap(bytes)));
        if (packet == null) {
            throw new AssertionError("no packet");
        }
        return packet;
    }
}
