package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.testkit.LocalClient.Settings;
import dev.parley.transport.policy.HandshakeGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LocalClientTest {

    record Post(String room, String text) {}

    private final ManualScheduler clock = new ManualScheduler();
    private final SocketServerBuilder options = SocketServer.builder().engine(engine -> engine.scheduler(clock));
    private final List<LocalTransport> transports = new ArrayList<>();
    private final List<SocketServer> servers = new ArrayList<>();

    /** Listeners run on the thread of the test. */
    private SocketServer inline() {
        return options.handlerExecutor(Runnable::run).build();
    }

    private LocalTransport serve(SocketServer io) {
        servers.add(io);
        LocalTransport transport = LocalTransport.of(io);
        transports.add(transport);
        return transport;
    }

    @AfterEach
    void nothingIsLeft() {
        transports.forEach(LocalTransport::close);
        servers.forEach(SocketServer::close);
        // What another thread has begun it also ends, a moment after the close.
        Awaitility.await().until(() -> clock.pending() == 0);
    }

    @Test
    void ask_typedAndBinary_getsTheAnswer() {
        SocketServer io = inline();
        io.onConnection(socket -> {
            socket.onRequest("upper", String.class, String::toUpperCase);
            socket.onRequest("bytes", event -> event.get(0, byte[].class));
        });
        LocalClient client = LocalClient.connect(serve(io));

        assertThat(client.ask("upper", "hello").get(0, String.class)).isEqualTo("HELLO");
        assertThat(client.ask("bytes", new byte[] {0, 4}).get(0, byte[].class)).isEqualTo(new byte[] {0, 4});
        assertThat(io.of("/").socket(client.id())).isNotNull();
    }

    @Test
    void emit_inlineExecutor_isHandledWhenItReturns() {
        SocketServer io = inline();
        io.onConnection(socket -> {
            socket.on("join", String.class, room -> socket.join(room));
            socket.on("post", Post.class, post -> socket.to(post.room()).emit("post", post));
        });
        LocalTransport transport = serve(io);
        LocalClient ann = LocalClient.connect(transport);
        LocalClient bob = LocalClient.connect(transport);
        LocalClient eve = LocalClient.connect(transport);
        ann.emit("join", "java");
        bob.emit("join", "java");

        ann.emit("post", new Post("java", "hi"));

        assertThat(bob.next("post").get(0, Post.class)).isEqualTo(new Post("java", "hi"));
        assertThat(ann.unread()).isEmpty();
        assertThat(eve.unread()).isEmpty();
    }

    @Test
    void next_eventsOfOtherNames_stay() {
        SocketServer io = inline();
        LocalClient client = LocalClient.connect(serve(io));
        io.emit("a", 1);
        io.emit("b", 2);
        io.emit("a", 3);

        assertThat(client.next("b").get(0, Integer.class)).isEqualTo(2);
        assertThat(client.next("a").get(0, Integer.class)).isEqualTo(1);
        assertThat(client.unread()).extracting(Event::name).containsExactly("a");
    }

    @Test
    void next_serverAsks_isAnsweredOnce() {
        SocketServer io = inline();
        LocalClient client = LocalClient.connect(serve(io));
        CompletionStage<BroadcastAcks> report =
                io.timeout(Duration.ofSeconds(1)).emitWithAck("q", 7);

        Event question = client.next("q");
        assertThat(question.ack().wanted()).isTrue();
        question.ack().send("yes");
        question.ack().send("no");

        assertThat(question.ack().wanted()).isFalse();
        assertThat(report.toCompletableFuture().join().answers().get(0).args().values())
                .containsExactly("yes");
    }

    @Test
    void connect_refusedByMiddleware_throwsWhatTheClientIsTold() {
        SocketServer io = inline();
        io.of("/admin").use((socket, next) -> {
            if ("secret".equals(socket.handshake().auth("token", String.class))) {
                next.proceed();
            } else {
                next.refuse(new ConnectError("not you", Map.of("why", "token")));
            }
        });
        LocalTransport transport = serve(io);
        Settings admin = Settings.defaults().withNamespace("/admin");

        assertThatThrownBy(() -> LocalClient.connect(transport, admin))
                .isInstanceOfSatisfying(ConnectError.class, error -> {
                    assertThat(error).hasMessage("not you");
                    assertThat(error.data()).isEqualTo(Map.of("why", "token"));
                });
        assertThat(LocalClient.connect(transport, admin.withAuth(Map.of("token", "secret")))
                        .connected())
                .isTrue();
    }

    @Test
    void connect_refusedByGuard_throws() {
        options.engine(engine -> engine.guard(request -> CompletableFuture.completedStage(
                request.parameter("tenant") == null
                        ? HandshakeGuard.Decision.refuse("no tenant")
                        : HandshakeGuard.Decision.allow())));
        LocalTransport transport = serve(inline());

        assertThatThrownBy(() -> LocalClient.connect(transport))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("no tenant");
        LocalClient.connect(transport, Settings.defaults().withQuery("tenant=a"));
    }

    @Test
    void clock_moved_clientAnswersPingsUntilItFallsSilent() {
        SocketServer io = inline();
        List<DisconnectReason> reasons = new ArrayList<>();
        io.onConnection(socket -> socket.onDisconnect(reason -> reasons.add(reason)));
        LocalClient client = LocalClient.connect(serve(io));

        clock.advance(Duration.ofHours(1));
        assertThat(client.connected()).isTrue();
        client.fallSilent();
        clock.advance(Duration.ofMinutes(1));

        assertThat(client.connected()).isFalse();
        assertThat(reasons).containsExactly(DisconnectReason.PING_TIMEOUT);
    }

    @Test
    void end_byEitherSide_isSeen() {
        SocketServer io = inline();
        List<DisconnectReason> reasons = new ArrayList<>();
        io.onConnection(socket -> socket.onDisconnect(reason -> reasons.add(reason)));
        LocalTransport transport = serve(io);
        LocalClient leaves = LocalClient.connect(transport);
        LocalClient drops = LocalClient.connect(transport);
        LocalClient kicked = LocalClient.connect(transport);

        leaves.disconnect();
        drops.drop();
        io.disconnectSockets();

        assertThat(List.of(leaves.connected(), drops.connected(), kicked.connected()))
                .containsOnly(false);
        assertThat(reasons)
                .startsWith(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT)
                .endsWith(DisconnectReason.SERVER_NAMESPACE_DISCONNECT)
                .hasSize(3);
    }

    @Test
    void unread_moreThanAreKept_forgetsTheOldest() {
        SocketServer io = inline();
        LocalClient client = LocalClient.connect(serve(io));

        for (int n = 0; n <= LocalClient.MAX_UNREAD; n++) {
            io.emit("n", n);
        }

        assertThat(client.unread()).hasSize(LocalClient.MAX_UNREAD);
        assertThat(client.next("n").get(0, Integer.class)).isEqualTo(1);
    }

    @Test
    void ask_defaultExecutorAndMsgpack_waitsForTheAnswer() {
        SocketServer io = options.codec(MsgpackCodec.create()).build();
        io.onConnection(socket ->
                socket.onRequest("later", Post.class, post -> CompletableFuture.supplyAsync(() -> post.text() + "!")));
        LocalClient client = LocalClient.connect(serve(io), Settings.defaults().withCodec(MsgpackCodec.create()));

        assertThat(client.ask("later", new Post("r", "hi")).get(0, String.class))
                .isEqualTo("hi!");
    }
}
