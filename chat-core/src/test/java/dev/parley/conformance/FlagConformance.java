package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.EmitResult;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Flags of operators: section 14. */
public interface FlagConformance extends WireFixture {

    @Test
    @Line(123)
    default void operators_areImmutable_reuseMixesNothing() {
        SocketHarness io = SocketHarness.start(this);
        Pair a = io.pair();
        Pair b = io.pair();
        a.socket().join("a");
        b.socket().join("b");

        BroadcastOperator toA = io.server().to("a");
        BroadcastOperator toBoth = toA.to("b").volatile_().compress(false).local();
        toA.emit("a");
        toBoth.except("a").emit("b");
        toA.emit("a2");
        io.server().emit("end");

        a.peer().expect("42[\"a\"]").expect("42[\"a2\"]").expect("42[\"end\"]");
        b.peer().expect("42[\"b\"]").expect("42[\"end\"]");
    }

    @Test
    @Line({124, 126})
    default void except_idsAndRooms_everywhere() {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();
        Pair three = io.pair();
        one.socket().join("r", "x");
        two.socket().join("r");

        io.server().except(two.socket().id()).emit("1");
        io.server().of("/").to("r").except("x").emit("2");
        three.socket().except("x").emit("3");
        two.socket().broadcast().local().emit("4");
        io.server().except("x", "r").emit("5");
        io.server().emit("end");

        one.peer().expect("42[\"1\"]").expect("42[\"4\"]").expect("42[\"end\"]");
        two.peer().expect("42[\"2\"]").expect("42[\"3\"]").expect("42[\"end\"]");
        three.peer().expect("42[\"1\"]").expect("42[\"4\"]").expect("42[\"5\"]").expect("42[\"end\"]");
    }

    @Test
    @Line({125, 86})
    default void volatile_busyConnection_dropsWhole_laterOnesArrive() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        int filled = SocketHarness.stuff(pair);

        EmitResult dropped = pair.socket().volatile_().emit("v", new byte[] {1});
        io.server().volatile_().emit("v", new byte[] {1});
        EmitResult kept = pair.socket().emit("kept");
        pair.peer().socket().resume();

        assertThat(dropped.status()).isEqualTo(EmitResult.Status.DROPPED);
        for (int i = 0; i < filled; i++) {
            assertThat(pair.peer().awaitText()).startsWith("42[\"fill\"");
        }
        pair.peer().expect("42[\"kept\"]");
        kept.flushed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        SocketHarness.eventually(() -> pair.socket().writable());
        pair.socket().volatile_().emit("v");
        pair.peer().expect("42[\"v\"]");
    }

    @Test
    @Line(125)
    default void flushed_ofABroadcast_completesWhenAllHaveIt() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();
        two.socket().join("r");

        EmitResult all = io.server().emit("x");
        EmitResult some = io.server().to("r").except(one.socket().id()).emit("y");

        assertThat(all.recipients()).isEqualTo(2);
        all.flushed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        some.flushed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        one.peer().expect("42[\"x\"]");
        two.peer().expect("42[\"x\"]").expect("42[\"y\"]");
    }

    @Test
    @Line(127)
    default void broadcast_toManyRecipients_isEncodedOnce() {
        AtomicInteger encoded = new AtomicInteger();
        PacketCodec counting = new PacketCodec() {
            @Override
            public EncodedPacket encode(Packet packet) {
                encoded.addAndGet(packet.event().isEmpty() ? 0 : 1);
                return JsonCodec.standard().encode(packet);
            }

            @Override
            public PacketDecoder decoder(PacketLimits limits) {
                return JsonCodec.standard().decoder(limits);
            }
        };
        SocketHarness io = SocketHarness.start(this, options -> options.codec(counting));
        List<SocketPeer> peers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            peers.add(io.pair().peer());
        }

        io.server().emit("x", "y");

        peers.forEach(peer -> peer.expect("42[\"x\",\"y\"]"));
        assertThat(encoded).hasValue(1);
    }
}
