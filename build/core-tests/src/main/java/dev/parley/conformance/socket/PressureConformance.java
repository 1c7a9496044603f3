package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.EmitResult;
import dev.parley.transport.policy.OutboundPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens when one side is faster than the other: inbound and outbound bounds, and what an emit says of them. */
public interface PressureConformance extends WireFixture {

    private static void bounded(SocketServerBuilder options, int messages, OutboundPolicy policy) {
        options.engine(engine -> engine.outbound(new OutboundLimits(messages, 1L << 30, policy)));
    }

    private static void resumeAndExpectFills(Pair pair, int fills) {
        pair.peer().socket().resume();
        for (int i = 0; i < fills; i++) {
            assertThat(pair.peer().awaitText()).startsWith("42[\"fill\"");
        }
    }

    @Test
    @Line(112)
    default void mailbox_full_pausesReadingAndLosesNothing() {
        int capacity = 4;
        int events = 300;
        SocketHarness io = SocketHarness.start(this, options -> options.mailboxCapacity(capacity));
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        CompletableFuture<Boolean> go = new CompletableFuture<>();
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        io.server()
                .onConnection(socket -> socket.on("n", Integer.class, number -> {
                    reached.complete(true);
                    go.join();
                    handled.add(number);
                }));
        Pair blocked = io.pair();
        Pair other = io.pair();
        other.socket().onRequest("ask", event -> "served");

        blocked.peer().send("42[\"n\",0]");
        reached.join();
        for (int n = 1; n < events; n++) {
            blocked.peer().send("42[\"n\"," + n + "]");
        }
        SocketHarness.eventually(() -> blocked.socket().pendingEvents() > capacity);
        other.peer().send("420[\"ask\"]").expect("430[\"served\"]");

        assertThat(blocked.socket().pendingEvents()).isEqualTo(capacity + 1);
        go.complete(true);
        SocketHarness.eventually(() -> handled.size() == events);
        assertThat(handled).isSorted();
        assertThat(blocked.socket().pendingEvents()).isZero();
    }

    @Test
    @Line(140)
    default void outbound_fullByDefault_closesTheSlowClientAlone() {
        SocketHarness io = SocketHarness.start(this, options -> bounded(options, 10, OutboundPolicy.close()));
        Pair slow = io.pair();
        Pair other = io.pair();
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        slow.socket().onDisconnect(why -> reason.set(why));
        SocketHarness.stuff(slow);

        for (int n = 0; n < 12; n++) {
            io.server().emit("x", n);
            other.peer().expect("42[\"x\"," + n + "]");
        }

        SocketHarness.eventually(() -> reason.get() == DisconnectReason.SLOW_CONSUMER);
        assertThat(other.socket().connected()).isTrue();
        slow.peer().socket().abort();
    }

    @Test
    @Line(140)
    default void outbound_dropNewest_dropsAndSaysSo() {
        SocketHarness io = SocketHarness.start(this, options -> bounded(options, 5, OutboundPolicy.dropNewest()));
        Pair pair = io.pair();
        int fills = SocketHarness.stuff(pair);
        List<EmitResult> results = new ArrayList<>();

        for (int n = 0; n < 8; n++) {
            results.add(pair.socket().emit("n", n));
        }
        int waiting = pair.socket().queuedMessages();
        resumeAndExpectFills(pair, fills);

        List<Integer> kept = new ArrayList<>();
        for (int n = 0; n < results.size(); n++) {
            if (results.get(n).status() == EmitResult.Status.QUEUED) {
                kept.add(n);
            } else {
                assertThat(results.get(n).status()).isEqualTo(EmitResult.Status.DROPPED);
                assertThat(results.get(n).flushed().toCompletableFuture()).isCompletedExceptionally();
            }
        }
        assertThat(waiting).isEqualTo(5);
        assertThat(kept).hasSizeBetween(3, 5).isSorted().startsWith(0);
        kept.forEach(n -> pair.peer().expect("42[\"n\"," + n + "]"));
        pair.peer().expectNothingUntil("42[\"end\"]", end(pair.socket()));
    }

    private static String end(Socket socket) {
        socket.emit("end");
        return "42[\"end\"]";
    }

    @Test
    @Line(140)
    default void outbound_dropOldest_keepsTheLatest() {
        SocketHarness io = SocketHarness.start(this, options -> bounded(options, 5, OutboundPolicy.dropOldest()));
        Pair pair = io.pair();
        int fills = SocketHarness.stuff(pair);

        for (int n = 0; n < 20; n++) {
            pair.socket().emit("n", n);
        }
        pair.peer().socket().resume();

        int last = -1;
        int seen = 0;
        while (last < 19) {
            String text = pair.peer().awaitText();
            if (text.startsWith("42[\"n\"")) {
                int number = Integer.parseInt(text.substring(7, text.length() - 1));
                assertThat(number).isGreaterThan(last);
                last = number;
                seen++;
            }
        }
        assertThat(fills).isPositive();
        assertThat(seen).isBetween(3, 5);
        assertThat(pair.socket().connected()).isTrue();
    }

    @Test
    @Line(140)
    default void outbound_callback_decides() {
        List<OutboundPolicy.Overflow> asked = Collections.synchronizedList(new ArrayList<>());
        SocketHarness io = SocketHarness.start(
                this,
                options -> bounded(options, 5, OutboundPolicy.decidedBy(overflow -> {
                    asked.add(overflow);
                    return OutboundPolicy.Action.CLOSE;
                })));
        Pair pair = io.pair();
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        pair.socket().onDisconnect(why -> reason.set(why));
        SocketHarness.stuff(pair);

        for (int n = 0; n < 8; n++) {
            pair.socket().emit("n", n);
        }

        SocketHarness.eventually(() -> reason.get() == DisconnectReason.SLOW_CONSUMER);
        assertThat(asked.get(0).queuedMessages()).isEqualTo(5);
        pair.peer().socket().abort();
    }

    @Test
    @Line(141)
    default void flushed_ofTheServer_waitsForEveryClientUntilItTakesItAllOrLeaves() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair reader = io.pair();
        Pair slow = io.pair();
        int fills = SocketHarness.stuff(slow);
        Pair deaf = io.pair();
        SocketHarness.stuff(deaf);

        io.server().emit("last");
        CompletableFuture<Void> flushed = io.server().flushed().toCompletableFuture();

        reader.peer().expect("42[\"last\"]");
        assertThat(flushed).isNotDone();
        resumeAndExpectFills(slow, fills);
        slow.peer().expect("42[\"last\"]");
        assertThat(flushed).isNotDone();
        deaf.peer().socket().abort();
        flushed.get(20, TimeUnit.SECONDS);
        assertThat(io.server().flushed().toCompletableFuture()).succeedsWithin(java.time.Duration.ofSeconds(20));
    }

    @Test
    @Line(112)
    default void emit_afterTheSocketLeft_isRefused() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        pair.peer().close();
        SocketHarness.eventually(() -> !pair.socket().connected());

        EmitResult late = pair.socket().emit("x");

        assertThat(late.status()).isEqualTo(EmitResult.Status.REFUSED);
        assertThat(late.flushed().toCompletableFuture()).isCompletedExceptionally();
        assertThat(pair.socket().writable()).isFalse();
    }

    @Test
    @Line(141)
    default void emit_afterTheServerClosed_isRefused() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        Pair pair = io.pair();
        pair.socket().onDisconnect(why -> reason.set(why));
        io.server().shutdown().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(io.server().emit("x").status()).isEqualTo(EmitResult.Status.REFUSED);
        assertThat(reason.get()).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
    }

    /** One listener sends what Node's client would get: nothing of it is taken before the listener returns. */
    @ParameterizedTest
    @CsvSource({"50000, 1", "6000, 1000"})
    @Line(140)
    default void outbound_burstToAPollingClient_arrivesWholeInBoundedAnswers(int events, int length) {
        SocketHarness io = SocketHarness.start(this);
        String text = "x".repeat(length);
        io.server()
                .onConnection(socket -> socket.on("go", event -> {
                    for (int n = 0; n < events; n++) {
                        socket.emit("n", n, text);
                    }
                }));
        String url = SocketHarness.POLLING + "&sid="
                + EngineHarness.sidOf(io.client().get(SocketHarness.POLLING).await());
        io.client().post(url, "40").await();
        assertThat(io.client().get(url).await().text()).startsWith("40");
        io.client().post(url, "42[\"go\"]").await();

        int next = 0;
        while (next < events) {
            var response = io.client().get(url).await();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.bytes()).hasSizeLessThan(2 * 1024 * 1024);
            for (String packet : response.text().split("\u001e", -1)) {
                assertThat(packet).isEqualTo("42[\"n\"," + next++ + ",\"" + text + "\"]");
            }
        }
        io.client().post(url, "1").await();
    }

    @Test
    @Line(125)
    default void volatile_overPolling_isDroppedWhileNobodyPolls() {
        SocketHarness io = SocketHarness.start(this);
        String sid = EngineHarness.sidOf(io.client().get(SocketHarness.POLLING).await());
        String url = SocketHarness.POLLING + "&sid=" + sid;
        io.client().post(url, "40").await();
        SocketHarness.eventually(() -> io.server().of("/").sockets().size() == 1);
        Socket socket = io.server().of("/").sockets().iterator().next();
        SocketHarness.settle(socket);

        EmitResult dropped = socket.asVolatile().emit("v", 1);
        io.server().asVolatile().emit("v", 2);
        socket.emit("kept");
        String body = io.client().get(url).await().text();

        assertThat(dropped.status()).isEqualTo(EmitResult.Status.DROPPED);
        assertThat(body)
                .startsWith("40{\"sid\":")
                .endsWith("\u001e42[\"kept\"]")
                .doesNotContain("\"v\"");
        var poll = io.client().get(url);
        SocketHarness.eventually(socket::writable);
        // the tick of "kept" ends
        io.pass(Duration.ofMillis(10));
        socket.asVolatile().emit("v", 3);
        assertThat(poll.await().text()).isEqualTo("42[\"v\",3]");
        io.client().post(url, "1").await();
    }
}
