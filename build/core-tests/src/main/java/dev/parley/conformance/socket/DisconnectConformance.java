package dev.parley.conformance.socket;

import static dev.parley.conformance.engine.ClosingConformance.LATE_CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Socket.IO server ends a connection: behind everything it sent before, and so that the client does not come again. */
public interface DisconnectConformance extends WireFixture {

    /** The bodies that report a close: of a poll that comes later, and of one that waits. */
    List<String> ENDS = List.of(LATE_CLOSE, "1");

    private static List<String> polled(SocketHarness server, String sid) {
        List<String> bodies = new ArrayList<>();
        while (bodies.isEmpty() || !ENDS.contains(bodies.get(bodies.size() - 1))) {
            bodies.add(server.client()
                    .get(SocketHarness.POLLING + "&sid=" + sid)
                    .await()
                    .text());
        }
        return bodies;
    }

    private static void post(SocketHarness server, String sid, String body) {
        assertThat(server.client()
                        .post(SocketHarness.POLLING + "&sid=" + sid, body)
                        .await()
                        .text())
                .isEqualTo("ok");
    }

    private static String open(SocketHarness server) {
        return EngineHarness.sidOf(
                server.client().get(SocketHarness.POLLING).await().text());
    }

    /** The reference has let it go by then too, though it closes it in good order first. */
    @Test
    @Line({37, 89})
    default void handshake_abandoned_isGoneAfterTheConnectTimeout() {
        SocketHarness server = SocketHarness.start(this);
        open(server);
        server.pass(Duration.ofSeconds(25));
        server.pass(Duration.ofMillis(19_999));
        assertThat(server.server().clientCount()).isEqualTo(1);

        server.pass(Duration.ofMillis(1));

        assertThat(server.server().clientCount()).isZero();
    }

    @ParameterizedTest
    @Line(90)
    @ValueSource(strings = {"42[\"some event\"]", "4abc", "44{}", "431[]"})
    default void violation_beforeConnect_isClosedInGoodOrder(String packet) {
        SocketHarness server = SocketHarness.start(this);
        String sid = open(server);

        post(server, sid, packet);

        assertThat(polled(server, sid)).containsExactly(LATE_CLOSE);
    }

    @Test
    @Line(90)
    default void violation_connectTwice_isAnsweredTheFirstTimeAndThenClosed() {
        SocketHarness server = SocketHarness.start(this).noting();
        String sid = open(server);
        post(server, sid, "40");
        SocketHarness.settle(server.awaitSocket());
        post(server, sid, "40");

        List<String> bodies = polled(server, sid);

        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(0)).startsWith("40{\"sid\":");
        assertThat(bodies.get(1)).isEqualTo(LATE_CLOSE);
    }

    /** Ways of a server to end a connection from a listener. */
    enum Ending {
        DISCONNECT,
        DISCONNECT_SOCKETS
    }

    private static void end(Ending ending, SocketServer server, Socket socket) {
        switch (ending) {
            case DISCONNECT -> socket.disconnect(true);
            case DISCONNECT_SOCKETS -> server.in(socket.id()).disconnectSockets(true);
        }
    }

    private static SocketHarness ending(WireFixture wire, Ending ending) {
        SocketHarness server = SocketHarness.start(wire).noting();
        server.server()
                .onConnection(socket -> socket.on("bye", String.class, (text, ack) -> {
                    socket.emit("b1");
                    socket.emit("b2", text);
                    socket.emit("b3", (Object) new byte[] {1, 2, 3});
                    ack.send("done");
                    end(ending, server.server(), socket);
                }));
        return server;
    }

    @ParameterizedTest
    @Line({93, 130, 141, 156})
    @EnumSource(Ending.class)
    default void disconnect_polling_comesBehindEventsAndAnswersOfEveryNamespace(Ending ending) {
        SocketHarness server = ending(this, ending);
        server.server().of("/other");
        String sid = open(server);
        post(server, sid, "40\u001e40/other,");
        SocketHarness.settle(server.awaitSocket());
        EngineHarness.eventually(() -> !server.server().of("/other").sockets().isEmpty());
        String welcome = server.client()
                .get(SocketHarness.POLLING + "&sid=" + sid)
                .await()
                .text();
        assertThat(welcome.split("\u001e")).hasSize(2);

        post(server, sid, "427[\"bye\",\"x\"]");
        List<String> bodies = polled(server, sid);

        assertThat(bodies.get(bodies.size() - 1)).isIn(ENDS);
        assertThat(String.join("\u001e", bodies.subList(0, bodies.size() - 1)).split("\u001e"))
                .startsWith(
                        "42[\"b1\"]",
                        "42[\"b2\",\"x\"]",
                        "451-[\"b3\",{\"_placeholder\":true,\"num\":0}]",
                        "bAQID",
                        "437[\"done\"]")
                .contains("41", "41/other,")
                .hasSize(7);
    }

    @ParameterizedTest
    @Line({93, 130, 141, 156})
    @EnumSource(Ending.class)
    default void disconnect_webSocket_comesBehindEventsAndAnswers(Ending ending) {
        SocketPeer peer = ending(this, ending).connect();

        peer.send("427[\"bye\",\"x\"]");

        peer.expect("42[\"b1\"]").expect("42[\"b2\",\"x\"]");
        peer.expect("451-[\"b3\",{\"_placeholder\":true,\"num\":0}]").expect((byte) 1, (byte) 2, (byte) 3);
        peer.expect("437[\"done\"]").expect("41");
        assertThat(peer.socket().awaitClose()).isEqualTo(1005);
    }

    // ---- in middleware

    /** What a middleware does with a socket that it expels, and what the client receives. */
    enum Expulsion {
        DISCONNECT_AND_NO_MORE("disconnected by the server"),
        DISCONNECT_AND_PROCEED("disconnected by the server"),
        DISCONNECT_AND_REFUSE("because"),
        REFUSE_AND_DISCONNECT("because"),
        DISCONNECT_AND_THROW("because"),
        DISCONNECT_LATER("disconnected by the server");

        private final String received;

        Expulsion(String received) {
            this.received = received;
        }

        void handle(Socket socket, Next next, Executor later) {
            if (this == REFUSE_AND_DISCONNECT) {
                next.refuse(new ConnectError("because"));
            }
            if (this == DISCONNECT_LATER) {
                later.execute(() -> socket.disconnect(true));
            } else {
                socket.disconnect(true);
            }
            switch (this) {
                case DISCONNECT_AND_PROCEED -> next.proceed();
                case DISCONNECT_AND_REFUSE -> next.refuse(new ConnectError("because"));
                case DISCONNECT_AND_THROW -> throw new ConnectError("because");
                default -> {}
            }
        }
    }

    @ParameterizedTest
    @Line({91, 101, 157})
    @EnumSource(Expulsion.class)
    default void disconnect_inMiddleware_refusesAndThenCloses(Expulsion expulsion) {
        ExecutorService later = Executors.newSingleThreadExecutor();
        SocketHarness server = SocketHarness.start(this);
        AtomicInteger connections = new AtomicInteger();
        server.server().use((socket, next) -> expulsion.handle(socket, next, later));
        server.server().onConnection(socket -> connections.incrementAndGet());
        SocketPeer peer = server.open();

        peer.send("40");

        peer.expect("44{\"message\":\"" + expulsion.received + "\"}").expect("41");
        assertThat(peer.socket().awaitClose()).isEqualTo(1005);
        assertThat(connections).hasValue(0);
        assertThat(server.server().of("/").sockets()).isEmpty();
        later.shutdown();
    }

    @Test
    @Line({91, 101, 157})
    default void disconnect_inMiddlewareOfANamespace_endsTheOthersToo() {
        SocketHarness server = SocketHarness.start(this);
        server.server().of("/no").use((socket, next) -> socket.disconnect(true));
        SocketPeer peer = server.connect();

        peer.send("40/no,");

        peer.expect("41")
                .expect("44/no,{\"message\":\"disconnected by the server\"}")
                .expect("41/no,");
        assertThat(peer.socket().awaitClose()).isEqualTo(1005);
    }

    @Test
    @Line(152)
    default void disconnect_inMiddlewareOfAnOldClient_refusesAndThenCloses() {
        SocketHarness server = SocketHarness.start(this, options -> options.engine(engine -> engine.allowEio3(true)));
        server.server().use((socket, next) -> socket.disconnect(true));

        SocketPeer peer = server.open("/socket.io/?EIO=3&transport=websocket");

        peer.expect("44\"disconnected by the server\"").expect("41");
        assertThat(peer.socket().awaitClose()).isEqualTo(1005);
    }

    @Test
    @Line(102)
    default void disconnect_inMiddlewareWithoutClose_doesNothing() {
        SocketHarness server = SocketHarness.start(this);
        server.server().use((socket, next) -> {
            socket.disconnect();
            next.proceed();
        });

        assertThat(server.connect().sid()).isNotEmpty();
    }
}
