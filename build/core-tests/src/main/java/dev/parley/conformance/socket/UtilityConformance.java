package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Broadcaster;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.SocketKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What can be done with a selection of sockets: section 15. */
public interface UtilityConformance extends WireFixture {

    private static List<String> ids(Broadcaster selection) throws Exception {
        return get(selection.fetchSockets()).stream().map(RemoteSocket::id).toList();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    @Line(128)
    default void selection_fetchJoinLeave_takesEffectAtOnce() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();
        String first = one.socket().id();
        String second = two.socket().id();

        io.server().socketsJoin("all", "more");
        io.server().of("/").except(first).socketsJoin("second");
        io.server().in("second").socketsLeave("more");

        assertThat(ids(io.server())).containsExactlyInAnyOrder(first, second);
        assertThat(ids(io.server().to("second"))).containsExactly(second);
        assertThat(ids(io.server().to("all").except("second"))).containsExactly(first);
        assertThat(ids(io.server().local().in("more"))).containsExactly(first);
        assertThat(ids(one.socket().broadcast())).containsExactly(second);
        assertThat(ids(io.server().to("none"))).isEmpty();
    }

    @Test
    @Line({128, 130, 66})
    default void disconnectSockets_afterEmit_theEventArrivesFirst() {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();
        two.socket().join("r");

        io.server().emit("bye");
        io.server().except("r").disconnectSockets();
        io.server().emit("only the second");
        io.server().in("r").disconnectSockets(true);

        one.peer().expect("42[\"bye\"]").expect("41").join("");
        two.peer()
                .expect("42[\"bye\"]")
                .expect("42[\"only the second\"]")
                .expect("41")
                .awaitClose();
    }

    @Test
    @Line(129)
    default void fetchSockets_givesHandshakeRoomsDataAndOperations() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        SocketKey<String> name = SocketKey.of("name", String.class);
        SocketPeer peer = io.open(SocketHarness.WEBSOCKET + "&colour=blue%20sky");
        peer.join("", "{\"token\":\"t\"}");
        io.socket("", peer.sid()).set(name, "Ann");

        RemoteSocket found = get(io.server().fetchSockets()).get(0);
        found.join("a");
        found.emit("x", 1);
        CompletionStage<dev.parley.socketio.event.Args> answer = found.emitWithAck(Duration.ofSeconds(1), "q");
        peer.expect("42[\"x\",1]").expect("420[\"q\"]").send("430[5]");

        assertThat(found.rooms()).containsExactlyInAnyOrder(found.id(), "a");
        assertThat(found.get(name)).isEqualTo("Ann");
        assertThat(found.handshake().query("colour")).isEqualTo("blue sky");
        assertThat(found.handshake().auth("token", String.class)).isEqualTo("t");
        assertThat(get(answer).get(0, Integer.class)).isEqualTo(5);
        found.leave("a");
        found.disconnect(false);
        peer.expect("41");
    }

    @Test
    @Line({17, 18, 20})
    default void handshake_tellsHowTheSocketCame() {
        SocketHarness io = SocketHarness.start(this);
        SocketPeer peer = io.open();
        peer.join("", "{\"n\":{\"m\":[1]}}");
        var handshake = io.socket("", peer.sid()).handshake();

        assertThat(handshake.url()).isEqualTo(SocketHarness.WEBSOCKET);
        assertThat(handshake.query()).containsEntry("EIO", List.of("4"));
        assertThat(handshake.secure()).isFalse();
        assertThat(handshake.xdomain()).isFalse();
        assertThat(handshake.address()).isNotEmpty();
        assertThat(handshake.issued()).isEqualTo(java.time.Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(handshake.time()).isEqualTo("Thu Jan 01 2026 00:00:00 GMT+0000");
        assertThat(handshake.auth("missing", String.class)).isNull();
        assertThat((Object) handshake.auth("n", java.util.Map.class)).isEqualTo(java.util.Map.of("m", List.of(1)));
    }

    @Test
    @Line({131, 132})
    default void serverSideEmit_oneServer_reachesNobody() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        boolean[] received = {false};
        io.server().of("/").onServerSide("x", event -> received[0] = true);

        io.server().serverSideEmit("x", 1);

        assertThat(get(io.server().of("/").serverSideEmitWithAck(Duration.ofSeconds(1), "x"))
                        .value())
                .isEmpty();
        assertThat(received[0]).isFalse();
        assertThat(get(io.server().of("/").adapter().serverCount())).isEqualTo(1);
    }

    @Test
    @Line(89)
    default void spans_beyondEveryTimer_areAsGoodAsNone() {
        Duration beyond = Duration.ofSeconds(Long.MAX_VALUE);
        SocketHarness io = SocketHarness.start(
                this,
                options -> options.engine(
                                engine -> engine.upgradeTimeout(beyond).closeTimeout(beyond))
                        .connectTimeout(beyond)
                        .recovery(beyond, false));
        Socket socket = io.pair().socket();
        io.pass(Duration.ofSeconds(20));

        assertThat(socket.connected()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketServer.builder()
                        .engine(engine -> engine.pingInterval(beyond))
                        .build())
                .withMessageContaining("pingInterval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketServer.builder()
                        .engine(engine -> engine.pingInterval(Duration.ofMillis(Integer.MAX_VALUE - 20_000L + 1)))
                        .build());
        SocketServer.builder()
                .engine(engine -> engine.pingInterval(Duration.ofMillis(Integer.MAX_VALUE - 20_000L)))
                .build()
                .close();
    }
}
