package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.ConnectError;
import dev.parley.socketio.Middleware;
import dev.parley.socketio.Next;
import dev.parley.socketio.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
}
