package dev.parley.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalClient.Settings;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server reports. Everything runs on the thread of the test, by a clock that stands still. */
final class ServerObserverTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RecordedCalls calls = new RecordedCalls();
    private final ManualScheduler clock = new ManualScheduler();
    private final SocketServerBuilder options = SocketServer.builder()
            .engine(engine -> engine.scheduler(clock))
            .handlerExecutor(Runnable::run)
            .observer(calls.observer());
    private final List<LocalTransport> transports = new ArrayList<>();
    private final List<SocketServer> servers = new ArrayList<>();

    private LocalTransport serve(SocketServer io) {
        servers.add(io);
        LocalTransport transport = LocalTransport.of(io);
        transports.add(transport);
        return transport;
    }

    private static Socket socket(SocketServer io, LocalClient client) {
        return Objects.requireNonNull(io.of("/").socket(client.id()));
    }

    @AfterEach
    void close() {
        transports.forEach(LocalTransport::close);
        servers.forEach(SocketServer::close);
    }

    @Test
    void session_overWebSocket_isReportedFromBeginningToEnd() {
        LocalClient client = LocalClient.connect(serve(options.build()));
        clock.advance(Duration.ofSeconds(3));
        client.disconnect();
        client.drop();

        assertThat(calls.of("sessionOpened", "sessionClosed", "socketConnected", "socketDisconnected"))
                .containsExactly(
                        "sessionOpened(WEBSOCKET, 4)",
                        "socketConnected(/, false)",
                        "socketDisconnected(/, client namespace disconnect)",
                        "sessionClosed(WEBSOCKET, transport close, 3000000000)");
    }

    @Test
    void session_thatTheServerCloses_saysWhy() {
        SocketServer io = options.build();
        LocalClient.connect(serve(io));

        io.disconnectSockets(true);
        io.close();

        assertThat(calls.of("sessionClosed", "socketDisconnected"))
                .containsExactly(
                        "socketDisconnected(/, server namespace disconnect)",
                        "sessionClosed(WEBSOCKET, forced server close, 0)");
    }

    @Test
    void session_ofASilentClient_endsByPingTimeout() {
        LocalClient client = LocalClient.connect(serve(options.build()));
        client.fallSilent();

        clock.advance(Duration.ofSeconds(25));
        clock.advance(Duration.ofSeconds(20));

        assertThat(calls.of("sessionClosed"))
                .singleElement()
                .asString()
                .startsWith("sessionClosed(WEBSOCKET, ping timeout, ");
    }

    @Test
    void upgrade_thatSucceeds_isReportedAndTheSessionEndsAsWebSocket() {
        LocalTransport transport = serve(options.build());
        String sid = openPolling(transport);
        LocalWebSocket socket = transport.webSocket("/socket.io/?EIO=4&transport=websocket&sid=" + sid);

        socket.send("2probe");
        socket.send("5");
        socket.close(1000, "");

        assertThat(calls.of("sessionOpened", "upgradeEnded", "sessionClosed"))
                .containsExactly(
                        "sessionOpened(POLLING, 4)",
                        "upgradeEnded(true)",
                        "sessionClosed(WEBSOCKET, transport close, 0)");
    }

    @Test
    void upgrade_thatIsGivenUp_isReported() {
        LocalTransport transport = serve(options.build());
        String sid = openPolling(transport);
        LocalWebSocket socket = transport.webSocket("/socket.io/?EIO=4&transport=websocket&sid=" + sid);

        socket.send("2probe");
        socket.close(1000, "");

        assertThat(calls.of("upgradeEnded", "sessionClosed")).containsExactly("upgradeEnded(false)");
    }

    private static String openPolling(LocalTransport transport) {
        String open = transport
                .get("/socket.io/?EIO=4&transport=polling")
                .response()
                .join()
                .text();
        return open.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void request_thatIsRefused_isReportedByCode() {
        LocalTransport transport = serve(options.build());

        transport.get("/socket.io/?EIO=4&transport=carrier-pigeon").response().join();
        transport
                .get("/socket.io/?EIO=4&transport=polling&sid=nobody")
                .response()
                .join();
        transport.webSocket("/socket.io/?EIO=2&transport=websocket").refused().join();

        assertThat(calls.all()).containsExactly("requestRefused(0)", "requestRefused(1)", "requestRefused(5)");
    }

    @Test
    void socket_thatIsRefused_isReportedByCode() {
        SocketServer io = options.build();
        io.of("/plain").use((socket, next) -> next.refuse(new ConnectError("no")));
        io.of("/coded").use((socket, next) -> next.refuse(new ConnectError("no", Map.of("code", "CLOSED"))));
        LocalTransport transport = serve(io);

        for (String namespace : List.of("/plain", "/coded", "/unknown")) {
            try {
                LocalClient.connect(transport, Settings.defaults().withNamespace(namespace));
            } catch (ConnectError refused) {
                assertThat(refused).hasMessageNotContaining("in vain");
            }
        }

        assertThat(calls.of("socketConnected", "socketRefused", "socketDisconnected"))
                .containsExactly(
                        "socketRefused(/plain, REFUSED)",
                        "socketRefused(/coded, CLOSED)",
                        "socketRefused(/unknown, REFUSED)");
    }

    @Test
    void events_byOutcome_areReportedWithTheirTime() {
        SocketServer io = options.build();
        io.onConnection(socket -> {
            socket.on("slow", event -> clock.advance(Duration.ofMillis(5)));
            socket.on("broken", event -> {
                throw new IllegalStateException("broken");
            });
            socket.use((event, next) -> {
                if (event.name().equals("forbidden")) {
                    next.refuse(new IllegalArgumentException("no"));
                } else {
                    next.proceed();
                }
            });
        });
        LocalClient client = LocalClient.connect(serve(io));

        client.emit("slow", "text");
        client.emit("broken");
        client.emit("forbidden");
        client.emit("made up");

        assertThat(calls.of("eventReceived")).hasSize(4).containsOnly("eventReceived(/)");
        assertThat(calls.of("eventHandled"))
                .containsExactly(
                        "eventHandled(/, slow, HANDLED, 5000000)",
                        "eventHandled(/, broken, FAILED, 0)",
                        "eventHandled(/, forbidden, REFUSED, 0)",
                        "eventHandled(/, made up, UNKNOWN, 0)");
        assertThat(calls.of("packetReceived")).contains("packetReceived(16)");
    }

    @Test
    void emits_whateverTheNumberOfRecipients_areReportedOnce() {
        SocketServer io = options.build();
        io.onConnection(socket -> socket.join("all"));
        LocalTransport transport = serve(io);
        LocalClient first = LocalClient.connect(transport);
        LocalClient.connect(transport);
        LocalClient.connect(transport);

        io.to("all").emit("news", "text");
        io.to("nobody").emit("news", "text");
        socket(io, first).emit("news", "text");

        assertThat(calls.of("roomJoined", "roomLeft")).hasSize(3).containsOnly("roomJoined(/)");
        assertThat(calls.of("emitted")).containsExactly("emitted(/, 3, 17)", "emitted(/, 0, 17)", "emitted(/, 1, 17)");
    }

    @Test
    void rooms_ofASocketThatLeaves_areLeft() {
        SocketServer io = options.build();
        io.onConnection(socket -> socket.join("a", "b"));
        LocalClient client = LocalClient.connect(serve(io));

        client.disconnect();

        assertThat(calls.of("roomLeft")).containsExactly("roomLeft(/)", "roomLeft(/)");
    }

    @Test
    void acks_inTimeAndLate_areReported() {
        SocketServer io = options.build();
        LocalTransport transport = serve(io);
        LocalClient first = LocalClient.connect(transport);
        LocalClient.connect(transport);
        Duration limit = Duration.ofSeconds(2);

        var one = socket(io, first).timeout(limit).emitWithAck("q");
        Event question = first.next("q");
        clock.advance(Duration.ofMillis(7));
        question.ack().send("yes");
        var all = io.timeout(limit).emitWithAck("q");
        first.next("q").ack().send("yes");
        clock.advance(limit);

        assertThat(one.toCompletableFuture()).succeedsWithin(LIMIT);
        assertThat(all.toCompletableFuture()).succeedsWithin(LIMIT);
        assertThat(calls.of("emitted", "ackReceived", "ackTimedOut"))
                .containsExactly(
                        "emitted(/, 1, 8)",
                        "ackReceived(/, 7000000)",
                        "emitted(/, 2, 8)",
                        "ackReceived(/, 0)",
                        "ackTimedOut(/)");
    }

    @Test
    void observer_thatFails_harmsNobody() {
        options.observer(new ServerObserver() {
            @Override
            public void socketConnected(String namespace, boolean recovered) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void emitted(String namespace, int recipients, long bytes) {
                throw new IllegalStateException("broken");
            }
        });
        SocketServer io = options.build();
        LocalClient client = LocalClient.connect(serve(io));

        io.emit("news", 1);

        assertThat(client.next("news").get(0, Integer.class)).isEqualTo(1);
        assertThat(calls.of("emitted")).hasSize(1);
    }

    @Test
    void observer_ofAServerWithout_observesNothing() {
        assertThat(SocketServer.create().observer()).isSameAs(ServerObserver.NOOP);
    }
}
