package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.HandlerFailure;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.PayloadType;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.packet.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events and catch-all listeners: section 11. */
public interface EventConformance extends WireFixture {

    record Point(int x, int y) {}

    @Test
    @Line(107)
    default void send_anyArguments_isTheEventMessage() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        pair.socket().send("a", 1, null, List.of(true), 1.5);

        pair.peer().expect("42[\"message\",\"a\",1,null,[true],1.5]");
    }

    @Test
    @Line(107)
    default void on_everyTypedForm_getsItsArguments() {
        SocketHarness io = SocketHarness.start(this);
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        io.server().onConnection(socket -> {
            socket.on("none", () -> seen.add("none"));
            socket.on("raw", event -> seen.add(event.values()));
            socket.on("record", Point.class, (Point point) -> seen.add(point));
            socket.on("generic", new PayloadType<List<Point>>() {}, (List<Point> points) -> seen.add(points));
            socket.on("two", String.class, Integer.class, (text, number) -> seen.add(text + number));
            socket.on("acked", Point.class, (point, ack) -> ack.send(point.x()));
            socket.onRequest("sum", Point.class, point -> point.x() + point.y());
            socket.onRequest("later", Long.class, number -> CompletableFuture.supplyAsync(() -> number + 1));
        });
        SocketPeer peer = io.connect();

        peer.send("42[\"none\",1]")
                .send("42[\"raw\",null,{\"a\":[1,2.5]},true]")
                .send("42[\"record\",{\"x\":1,\"y\":2,\"z\":3}]")
                .send("42[\"generic\",[{\"x\":1,\"y\":0}]]")
                .send("42[\"two\",\"n\",7]");
        peer.send("421[\"acked\",{\"x\":5,\"y\":1}]").expect("431[5]");
        peer.send("422[\"sum\",{\"x\":5,\"y\":1}]").expect("432[6]");
        peer.send("423[\"later\",5]").expect("433[6]");

        List<Object> raw = new ArrayList<>();
        raw.add(null);
        raw.add(Map.of("a", List.of(1, 2.5)));
        raw.add(true);
        assertThat(seen).containsExactly("none", raw, new Point(1, 2), List.of(new Point(1, 0)), "n7");
    }

    @Test
    @Line(107)
    default void listener_fails_answersNegatively_othersRun() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> {
            socket.on("typed", Point.class, (Point point) -> {});
            socket.on("coded", event -> {
                throw new EventException("NOT_YOURS", "that is not yours");
            });
            socket.on("secret", event -> {
                throw new IllegalStateException("the password");
            });
            socket.on("secret", event -> socket.emit("second"));
            socket.onRequest("later", event -> CompletableFuture.failedFuture(new EventException("LATE", "late")));
        });
        SocketPeer peer = io.connect();

        peer.send("421[\"typed\",\"x\"]")
                .expect("431[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"argument 1 does not fit\"}]");
        peer.send("422[\"typed\"]")
                .expect("432[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"argument 1 is missing\"}]");
        peer.send("423[\"coded\"]")
                .expect("433[{\"ok\":false,\"code\":\"NOT_YOURS\",\"message\":\"that is not yours\"}]");
        peer.send("424[\"secret\"]")
                .expect("434[{\"ok\":false,\"code\":\"INTERNAL_ERROR\",\"message\":\"internal error\"}]")
                .expect("42[\"second\"]");
        peer.send("425[\"later\"]").expect("435[{\"ok\":false,\"code\":\"LATE\",\"message\":\"late\"}]");
        assertThat(io.failures()).hasSize(5);
    }

    @Test
    @Line(107)
    default void payload_misfit_isAnsweredInvalidPayloadWithItsPlace() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> {
            socket.onRequest("move", Point.class, point -> point.x());
            socket.onRequest("at", Instant.class, Instant::toString);
            socket.onRequest("raw", event -> event.get(0, Integer.class));
        });
        SocketPeer peer = io.connect();

        peer.send("421[\"move\",{\"x\":1}]")
                .expect(
                        "431[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"argument 1 does not fit at y\"}]");
        peer.send("422[\"move\",{\"x\":1,\"y\":3.7}]")
                .expect(
                        "432[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"argument 1 does not fit at y\"}]");
        peer.send("423[\"move\",{\"x\":\"4\",\"y\":3}]")
                .expect(
                        "433[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"argument 1 does not fit at x\"}]");
        peer.send("424[\"at\",\"yesterday\"]")
                .expect("434[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"argument 1 does not fit\"}]");
        peer.send("425[\"raw\",1e400]")
                .expect("435[{\"ok\":false,\"code\":\"INVALID_PAYLOAD\",\"message\":\"the payload does not fit\"}]");
        peer.send("426[\"raw\",3.0]").expect("436[3]");
        assertThat(io.failures()).hasSize(5);
    }

    @Test
    @Line(107)
    default void payload_componentMissing_isAcceptedWhenAllowed() {
        SocketHarness io = SocketHarness.start(this, options -> options.json(JsonCodec.allowingMissing()));
        io.server().onConnection(socket -> socket.onRequest("move", Point.class, point -> point.x() + point.y()));

        io.connect().send("421[\"move\",{\"x\":1}]").expect("431[1]");
    }

    @Test
    @Line(108)
    default void on_registeredInConnectionListener_getsEventsThatArrivedBefore() {
        SocketHarness io = SocketHarness.start(this);
        CompletableFuture<Boolean> go = new CompletableFuture<>();
        io.server().onConnection(socket -> {
            go.join();
            socket.on("early", String.class, text -> socket.send(text));
        });
        SocketPeer peer = io.connect();

        peer.send("42[\"early\",\"x\"]");
        go.complete(true);

        peer.expect("42[\"message\",\"x\"]");
    }

    @Test
    @Line(109)
    default void onAny_prependAndRemove_exactlyOne() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Consumer<Event> same = event -> seen.add("same " + event.name());
        Pair pair = io.pair();
        Socket socket = pair.socket();
        Subscription first = socket.onAny(same);
        socket.onAny(same);
        socket.prependAny(event -> seen.add("first"));
        socket.on("a", () -> seen.add("own"));
        socket.onRequest("done", event -> "ok");

        first.cancel();
        first.cancel();
        pair.peer().send("42[\"a\"]").send("420[\"done\"]").expect("430[\"ok\"]");
        assertThat(seen).containsExactly("first", "same a", "own", "first", "same done");
        socket.offAny();
        socket.off("a");
        pair.peer().send("42[\"a\"]").send("421[\"done\"]").expect("431[\"ok\"]");

        assertThat(seen).hasSize(5);
    }

    @Test
    @Line(109)
    default void once_firesOnce_removalByHandleToo() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        pair.socket().once("a", () -> seen.add("once"));
        pair.socket().once("a", () -> seen.add("cancelled")).cancel();
        pair.socket().onRequest("done", event -> "ok");

        pair.peer().send("42[\"a\"]").send("42[\"a\"]").send("420[\"done\"]").expect("430[\"ok\"]");

        assertThat(seen).containsExactly("once");
    }

    @Test
    @Line(109)
    default void onAnyOutgoing_seesEmitsAndBroadcasts_notAcks() {
        SocketHarness io = SocketHarness.start(this);
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        byte[] bytes = {1};
        pair.socket().onAnyOutgoing(event -> seen.add(event.name()));
        pair.socket().onAnyOutgoing(event -> seen.add(event.args().toArray()[0]));
        pair.socket().onRequest("ask", event -> "answer");

        pair.socket().emit("own", "x");
        io.server().emit("all", bytes);
        pair.peer().send("429[\"ask\"]").expect("42[\"own\",\"x\"]");
        pair.peer().awaitText();
        pair.peer().expect(bytes).expect("439[\"answer\"]");
        SocketHarness.settle(pair.socket());
        pair.socket().offAnyOutgoing();
        pair.socket().emit("unseen");

        assertThat(seen).containsExactly("own", "x", "all", bytes);
    }

    @ParameterizedTest
    @Line(110)
    @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    default void emit_reservedName_throws(String name) {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        assertThatIllegalArgumentException().isThrownBy(() -> pair.socket().emit(name));
        assertThatIllegalArgumentException().isThrownBy(() -> io.server().emit(name));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> io.server().to("r").emit(name));
    }

    @ParameterizedTest
    @Line(110)
    @ValueSource(strings = {"connect", "connection", "new_namespace"})
    default void serverSideEmit_reservedName_throws(String name) {
        SocketHarness io = SocketHarness.start(this);

        assertThatIllegalArgumentException().isThrownBy(() -> io.server().serverSideEmit(name));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> io.server().of("/a").serverSideEmit(name));
    }

    @Test
    @Line(111)
    default void disconnecting_hasRooms_disconnectHasNone_bothReason() {
        SocketHarness io = SocketHarness.start(this);
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Pair pair = io.pair();
        Socket socket = pair.socket();
        socket.join("r");
        socket.onDisconnecting(reason -> {
            seen.add(reason);
            seen.add(socket.rooms());
        });
        socket.onDisconnect((reason, description) -> {
            seen.add(reason);
            seen.add(socket.rooms());
            seen.add(socket.connected());
            done.complete(true);
        });

        pair.peer().send("41");
        done.join();

        DisconnectReason reason = DisconnectReason.CLIENT_NAMESPACE_DISCONNECT;
        assertThat(seen).containsExactly(reason, java.util.Set.of(socket.id(), "r"), reason, java.util.Set.of(), false);
    }

    @Test
    @Line(112)
    default void event_afterServerDisconnect_isIgnored() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        pair.socket().onAny(event -> seen.add(event.name()));

        pair.socket().disconnect();
        pair.peer().send("42[\"late\"]").expect("41");
        pair.peer().join("").send("42[\"other\"]");

        SocketHarness.settle(pair.socket());
        assertThat(seen).isEmpty();
    }

    @Test
    @Line(113)
    default void connect_isAnsweredBeforeTheFirstEmit() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> {
            socket.emit("first");
            io.server().emit("all");
        });

        io.connect().expect("42[\"first\"]").expect("42[\"all\"]");
    }

    @Test
    @Line(109)
    default void onAnyOutgoing_prependAndRemove_exactlyOne() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        Consumer<Event> same = event -> seen.add("same " + event.name());
        Subscription first = pair.socket().onAnyOutgoing(same);
        pair.socket().onAnyOutgoing(same);
        pair.socket().prependAnyOutgoing(event -> seen.add("first " + event.size()));

        first.cancel();
        pair.socket().emit("a", 1, 2);
        io.server().to(pair.socket().id()).emit("b");
        pair.socket().timeout(Duration.ofSeconds(1)).emitWithAck("c", "x");
        SocketHarness.settle(pair.socket());

        assertThat(seen).containsExactly("first 2", "same a", "first 0", "same b", "first 1", "same c");
        io.pass(Duration.ofSeconds(1));
    }

    @Test
    @Line(109)
    default void off_byNameAndAltogether_removesListenersOnly() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        Socket socket = pair.socket();
        socket.on("a", () -> seen.add("a"));
        socket.once("a", String.class, text -> seen.add("once " + text));
        socket.once("b", event -> seen.add("b"));
        socket.onAny(event -> seen.add("any " + event.name()));
        socket.onRequest("done", event -> "ok");

        socket.off("a");
        pair.peer()
                .send("42[\"a\",\"x\"]")
                .send("42[\"b\"]")
                .send("420[\"done\"]")
                .expect("430[\"ok\"]");
        assertThat(seen).containsExactly("any a", "any b", "b", "any done");
        socket.off();
        socket.once("c", String.class, text -> seen.add("once " + text));
        pair.peer().send("42[\"c\",\"x\"]").send("42[\"c\",\"y\"]").send("421[\"done\"]");
        SocketHarness.eventually(() -> seen.size() == 8);

        assertThat(seen.subList(4, 8)).containsExactly("any c", "once x", "any c", "any done");
    }

    @Test
    @Line(112)
    default void task_ofTheApplicationThrows_laterEventsAreHandled() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        pair.socket().onRequest("ask", event -> "alive");

        pair.socket().executor().execute(() -> {
            throw new IllegalStateException("broken task");
        });

        pair.peer().send("420[\"ask\"]").expect("430[\"alive\"]");
        HandlerFailure failure = io.failures().remove();
        assertThat(failure.socket()).isSameAs(pair.socket());
        assertThat(failure.event()).isEqualTo("task");
        assertThat(failure.cause()).hasMessage("broken task");
    }

    @Test
    @Line(112)
    default void listenersOfTheEnd_throw_othersRunAndNothingIsLeft() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        io.server().onConnection(socket -> {
            throw new AssertionError("connection");
        });
        Pair pair = io.pair();
        pair.socket().onDisconnecting(reason -> {
            throw new IllegalStateException("disconnecting");
        });
        pair.socket().onDisconnect(reason -> {
            throw new IllegalStateException("disconnect");
        });
        pair.socket().onDisconnect(reason -> seen.add("disconnect"));

        pair.peer().close();
        SocketHarness.eventually(() -> !seen.isEmpty());

        assertThat(io.failures())
                .extracting(HandlerFailure::event)
                .containsExactly("connection", "disconnecting", "disconnect");
    }
}
