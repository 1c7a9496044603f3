package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Middleware;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.EmitResult.Status;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Middleware of namespaces and sockets: section 10. */
public interface MiddlewareConformance extends WireFixture {

    @Test
    @Line({100, 19})
    default void use_several_runInOrderOncePerConnect_withoutAuthToo() {
        SocketHarness io = SocketHarness.start(this);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        io.server().use((socket, next) -> {
            order.add("1 " + socket.handshake().auth("t", String.class));
            CompletableFuture.runAsync(next::proceed);
        });
        io.server().use((socket, next) -> {
            order.add("2");
            next.proceed();
            next.refuse("too late");
        });
        io.server().of("/a");

        io.open().join("", "{\"t\":\"x\"}").join("/a");
        io.connect();

        assertThat(order).containsExactly("1 x", "2", "1 null", "2");
    }

    @Test
    @Line({101, 67})
    default void refused_neverConnects_getsNothing_connectionStays() {
        SocketHarness io = SocketHarness.start(this);
        AtomicReference<Socket> refused = new AtomicReference<>();
        io.server().of("/a").use((socket, next) -> {
            refused.set(socket);
            socket.join("secret");
            socket.emit("leak");
            next.refuse(new ConnectError("not you", Map.of("code", 7)));
        });
        io.server().of("/a").onConnection(socket -> socket.emit("never"));
        SocketPeer peer = io.connect();

        peer.send("40/a,").expect("44/a,{\"message\":\"not you\",\"data\":{\"code\":7}}");
        io.server().of("/a").emit("x");
        io.server().of("/a").to("secret", refused.get().id()).emit("x");
        refused.get().emit("x");
        refused.get().join("late");

        assertThat(io.server().of("/a").rooms()).isEmpty();
        assertThat(io.server().of("/a").sockets()).isEmpty();
        peer.send("40/b,").expect("44/b,{\"message\":\"Invalid namespace\"}");
        peer.send("42/a,[\"x\"]").awaitClose();
    }

    record Credentials(String name, int pin) {}

    @Test
    @Line(101)
    default void use_authThatDoesNotFit_isRefusedByCode() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of("/a").use((socket, next) -> {
            socket.handshake().auth(Credentials.class);
            next.proceed();
        });
        io.server().of("/b").use((socket, next) -> {
            throw new EventException("CLOSED", "we open at nine");
        });
        SocketPeer peer = io.open();

        peer.send("40/a,{\"name\":\"x\",\"pin\":\"4711\"}")
                .expect(
                        "44/a,{\"message\":\"the payload does not fit at pin\",\"data\":{\"code\":\"INVALID_PAYLOAD\"}}");
        peer.send("40/a,")
                .expect(
                        "44/a,{\"message\":\"the payload does not fit at name\",\"data\":{\"code\":\"INVALID_PAYLOAD\"}}");
        peer.send("40/b,").expect("44/b,{\"message\":\"we open at nine\",\"data\":{\"code\":\"CLOSED\"}}");
        peer.join("/a", "{\"name\":\"x\",\"pin\":4711}");
    }

    @Test
    @Line({101, 67})
    default void use_throws_refusesWithoutItsMessage() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of("/a").use((socket, next) -> {
            throw new IllegalStateException("password of the database");
        });
        io.server().of("/b").use(Middleware.async(socket -> CompletableFuture.failedFuture(new ConnectError("no"))));
        SocketPeer peer = io.open();

        peer.send("40/a,").expect("44/a,{\"message\":\"Middleware failed\"}");
        peer.send("40/b,").expect("44/b,{\"message\":\"no\"}");
        assertThat(io.failures()).hasSize(1);
    }

    @Test
    @Line(102)
    default void connected_isFalseInMiddleware_trueInConnection() {
        SocketHarness io = SocketHarness.start(this);
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        io.server().use((socket, next) -> {
            seen.add(socket.connected());
            seen.add(socket.namespace().sockets().size());
            socket.join("early");
            next.proceed();
        });
        io.server().onConnection(socket -> {
            seen.add(socket.connected());
            seen.add(socket.rooms().contains("early"));
        });

        io.pair();

        assertThat(seen).containsExactly(false, 0, true, true);
    }

    @Test
    @Line(103)
    default void clientGone_duringMiddleware_noConnection() {
        SocketHarness io = SocketHarness.start(this);
        CompletableFuture<Next> held = new CompletableFuture<>();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        io.server().use((socket, next) -> {
            socket.join("r");
            held.complete(next);
        });
        io.server().onConnection(socket -> seen.add("connected"));
        SocketPeer peer = io.open().send("40");
        Next next = held.join();

        peer.close();
        SocketHarness.eventually(() -> io.server().clientCount() == 0);
        next.proceed();
        io.server().of("/b").onConnection(socket -> seen.add("b"));
        io.pair("/b");

        assertThat(seen).containsExactly("b");
        assertThat(io.server().of("/").rooms()).isEmpty();
    }

    @Test
    @Line(104)
    default void socketUse_seesRewritesAndRefuses() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> {
            socket.onError(error -> socket.emit("error", error.getMessage()));
            socket.use((event, next) -> {
                if (event.name().equals("bad")) {
                    next.refuse(new IllegalStateException("no"));
                } else if (event.name().equals("old")) {
                    CompletableFuture.runAsync(() -> next.proceed("new", event.get(0, Integer.class), "added"));
                } else {
                    next.proceed();
                }
            });
            socket.onAny(event -> socket.emit("saw", event.name(), event.values()));
        });
        SocketPeer peer = io.connect();

        peer.send("42[\"old\",1]").send("42[\"other\"]").send("425[\"bad\"]");

        peer.expect("42[\"saw\",\"new\",[1,\"added\"]]").expect("42[\"saw\",\"other\",[]]");
        peer.expect("42[\"error\",\"no\"]").expect("435[{\"ok\":false,\"code\":\"REFUSED\",\"message\":\"refused\"}]");
    }

    @Test
    @Line(104)
    default void socketUse_neverAnswers_disconnectStillEnds() {
        SocketHarness io = SocketHarness.start(this);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Pair pair = io.pair();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        pair.socket().use((event, next) -> reached.complete(true));
        pair.socket().onDisconnect(reason -> ended.complete(true));
        pair.peer().send("42[\"x\"]");
        reached.join();

        pair.peer().close();

        assertThat(ended.join()).isTrue();
    }

    @Test
    @Line({100, 113})
    default void emit_inMiddleware_arrivesBehindConnect_inOrder() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        List<CompletionStage<Args>> answers = Collections.synchronizedList(new ArrayList<>());
        List<EmitResult> results = Collections.synchronizedList(new ArrayList<>());
        io.server().use((socket, next) -> {
            results.add(socket.emit("first", new byte[] {7}));
            answers.add(socket.timeout(Duration.ofHours(1)).emitWithAck("ask"));
            socket.send("third");
            results.add(socket.asVolatile().emit("volatile"));
            next.proceed();
        });
        io.server().onConnection(socket -> socket.emit("last"));

        SocketPeer peer = io.connect();

        peer.expect("451-[\"first\",{\"_placeholder\":true,\"num\":0}]").expect((byte) 7);
        peer.expect("420[\"ask\"]").expect("42[\"message\",\"third\"]").expect("42[\"last\"]");
        peer.send("430[\"yes\"]");
        assertThat(answers.get(0)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .get(0, String.class))
                .isEqualTo("yes");
        results.get(0).flushed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(results).extracting(EmitResult::status).containsExactly(Status.QUEUED, Status.DROPPED);
    }

    @Test
    @Line({101, 103})
    default void emit_inMiddlewareThatRefuses_goesNowhere() {
        SocketHarness io = SocketHarness.start(this);
        List<CompletionStage<?>> ends = Collections.synchronizedList(new ArrayList<>());
        io.server().use((socket, next) -> {
            EmitResult result = socket.emit("unheard");
            ends.add(result.flushed());
            ends.add(socket.timeout(Duration.ofHours(1)).emitWithAck("unheard"));
            next.refuse("no");
        });
        SocketPeer peer = io.open();

        peer.send("40").expect("44{\"message\":\"no\"}");

        SocketHarness.eventually(
                () -> ends.stream().allMatch(end -> end.toCompletableFuture().isCompletedExceptionally()));
    }

    @Test
    @Line({100, 146})
    default void emit_inMiddleware_moreThanAreHeld_areRefused() {
        SocketHarness io = SocketHarness.start(this);
        List<EmitResult> results = Collections.synchronizedList(new ArrayList<>());
        io.server().use((socket, next) -> {
            for (int n = 0; n <= 256; n++) {
                results.add(socket.emit("n", n));
            }
            next.proceed();
        });

        SocketPeer peer = io.connect();

        for (int n = 0; n < 256; n++) {
            peer.expect("42[\"n\"," + n + "]");
        }
        assertThat(results.get(255).status()).isEqualTo(Status.QUEUED);
        assertThat(results.get(256).status()).isEqualTo(Status.REFUSED);
    }
}
