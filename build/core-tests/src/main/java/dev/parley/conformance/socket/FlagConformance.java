package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.testkit.transport.WireCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        BroadcastOperator toBoth = toA.to("b").asVolatile().compress(false).local();
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

        EmitResult dropped = pair.socket().asVolatile().emit("v", new byte[] {1});
        io.server().asVolatile().emit("v", new byte[] {1});
        EmitResult kept = pair.socket().emit("kept");
        pair.peer().socket().resume();

        assertThat(dropped.status()).isEqualTo(EmitResult.Status.DROPPED);
        for (int i = 0; i < filled; i++) {
            assertThat(pair.peer().awaitText()).startsWith("42[\"fill\"");
        }
        pair.peer().expect("42[\"kept\"]");
        kept.flushed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        SocketHarness.eventually(() -> pair.socket().writable());
        io.pass(Duration.ofSeconds(1));
        pair.socket().asVolatile().emit("v");
        pair.peer().expect("42[\"v\"]");
    }

    /** What a listener does to the socket whose event it handles; only {@code arrive} should. */
    enum InOneGo {
        NORMAL_THEN_VOLATILE("n") {
            @Override
            void run(Socket socket) {
                socket.emit("n");
                socket.asVolatile().emit("v");
            }
        },
        TWO_VOLATILE("v") {
            @Override
            void run(Socket socket) {
                socket.asVolatile().emit("v");
                socket.asVolatile().emit("w");
            }
        },
        BROADCAST_THEN_VOLATILE("n") {
            @Override
            void run(Socket socket) {
                socket.namespace().emit("n");
                socket.asVolatile().emit("v");
                socket.namespace().asVolatile().emit("w");
            }
        },
        TWO_VOLATILE_BROADCASTS("v") {
            @Override
            void run(Socket socket) {
                socket.join("r", "s");
                socket.namespace().to("r").asVolatile().emit("v");
                socket.namespace().to("s").asVolatile().emit("w");
            }
        },
        NORMAL_ONES_AFTER_A_VOLATILE_ONE("v n m") {
            @Override
            void run(Socket socket) {
                socket.asVolatile().emit("v");
                socket.emit("n");
                socket.asVolatile().emit("w");
                socket.namespace().emit("m");
            }
        },
        ASKING("v") {
            @Override
            void run(Socket socket) {
                socket.asVolatile().emit("v");
                socket.asVolatile().timeout(Duration.ofSeconds(1)).emitWithAck("w");
            }
        };

        private final String arrive;

        InOneGo(String arrive) {
            this.arrive = arrive;
        }

        abstract void run(Socket socket);
    }

    @ParameterizedTest
    @Line(125)
    @EnumSource
    default void volatile_behindAnotherOfTheSameListener_isDropped(InOneGo emits) {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        pair.socket().on("go", () -> emits.run(pair.socket()));
        pair.socket().on("later", () -> pair.socket().asVolatile().emit("another listener"));

        for (int round = 0; round < 3; round++) {
            SocketHarness.eventually(() -> pair.socket().writable());
            pair.peer().send("42[\"go\"]");
            for (String event : emits.arrive.split(" ", -1)) {
                pair.peer().expect("42[\"" + event + "\"]");
            }
            SocketHarness.eventually(() -> pair.socket().writable());
            pair.peer().send("42[\"later\"]").expect("42[\"another listener\"]");
        }
        io.pass(Duration.ofSeconds(1));
    }

    @Test
    @Line(125)
    default void volatile_onAnotherThread_isDroppedUntilItsTickIsOver() {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();
        io.pass(Duration.ofMillis(6));
        SocketHarness.eventually(() -> one.socket().writable() && two.socket().writable());

        one.socket().emit("n");
        one.socket().asVolatile().emit("dropped");
        io.server().asVolatile().emit("to two alone");
        io.pass(Duration.ofMillis(6));
        SocketHarness.eventually(() -> one.socket().writable() && two.socket().writable());
        io.server().asVolatile().emit("v");

        one.peer().expect("42[\"n\"]").expect("42[\"v\"]");
        two.peer().expect("42[\"to two alone\"]").expect("42[\"v\"]");
    }

    @Test
    @Line(125)
    default void volatile_byPolling_behindAnother_isDropped() {
        SocketHarness io = SocketHarness.start(this).noting();
        String opened = io.client().get(SocketHarness.POLLING).await().text();
        String polling = SocketHarness.POLLING + "&sid=" + EngineHarness.sidOf(opened);
        io.client().post(polling, "40").await();
        Socket socket = io.awaitSocket();
        socket.on("go", () -> {
            socket.asVolatile().emit("v");
            socket.asVolatile().emit("w");
            socket.emit("n");
        });
        assertThat(io.client().get(polling).await().text()).startsWith("40");
        WireCall poll = io.client().get(polling);
        SocketHarness.eventually(socket::writable);

        io.client().post(polling, "42[\"go\"]").await();

        assertThat(poll.await().text()).isEqualTo("42[\"v\"]");
        assertThat(io.client().get(polling).await().text()).isEqualTo("42[\"n\"]");
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
