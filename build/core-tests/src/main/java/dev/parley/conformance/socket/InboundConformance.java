package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.runtime.MemoryBudget;
import dev.parley.socketio.InboundLimits;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.transport.policy.AddressResolver;
import dev.parley.transport.policy.HandshakeLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one stranger may make the server hold: before CONNECT, of packets that never come whole, in mailboxes, altogether. */
public interface InboundConformance extends WireFixture {

    private static SocketHarness start(WireFixture wire, UnaryOperator<InboundLimits> limits) {
        return SocketHarness.start(wire, options -> options.inbound(limits.apply(InboundLimits.defaults())));
    }

    /** CONNECT with a payload, as an engine message of so many bytes. */
    private static String connect(int bytes) {
        String head = "40{\"token\":\"";
        return head + "x".repeat(bytes - head.length() - 2) + "\"}";
    }

    private static String event(String name, int bytes) {
        return "42[\"" + name + "\",\"" + "x".repeat(bytes) + "\"]";
    }

    private static String sid(WireResponse opened) {
        return opened.text().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    }

    @Test
    default void beforeConnect_aMessageAtTheLimitIsTaken_oneBeyondClosesTheConnection() {
        SocketHarness io = start(this, limits -> limits.withConnectBytes(2_000));
        SocketPeer fits = io.open();
        fits.send(connect(2_000));
        assertThat(fits.awaitText()).startsWith("40{");
        SocketPeer exceeds = io.open();

        exceeds.send(connect(2_001));

        assertThat(exceeds.awaitClose()).isEqualTo(1009);
        SocketHarness.eventually(() -> io.server().clientCount() == 1);
        assertThat(io.server().of("/").sockets()).hasSize(1);
    }

    @Test
    default void beforeConnect_aBodyAtTheLimitIsTaken_oneBeyondIsRefused() {
        SocketHarness io = start(this, limits -> limits.withConnectBytes(2_000));
        String fits = "&sid=" + sid(io.client().get(SocketHarness.POLLING).await());
        String exceeds = "&sid=" + sid(io.client().get(SocketHarness.POLLING).await());

        assertThat(io.client()
                        .post(SocketHarness.POLLING + exceeds, connect(2_001))
                        .await()
                        .status())
                .isEqualTo(413);
        assertThat(io.client()
                        .post(SocketHarness.POLLING + fits, connect(2_000))
                        .await()
                        .status())
                .isEqualTo(200);
        SocketHarness.eventually(() -> io.server().of("/").sockets().size() == 1);
        assertThat(io.client()
                        .post(SocketHarness.POLLING + fits, event("large", 2_001))
                        .await()
                        .status())
                .isEqualTo(200);
    }

    @Test
    default void afterConnect_aMessageMayBeAsLargeAsConfigured() {
        SocketHarness io = start(this, limits -> limits.withConnectBytes(100));
        AtomicReference<String> received = new AtomicReference<>("");
        io.server().onConnection(socket -> socket.on("e", String.class, received::set));
        Pair pair = io.pair();

        pair.peer().send(event("e", 900_000));

        SocketHarness.eventually(() -> received.get().length() == 900_000);
    }

    /** Without CONNECT, with one that was refused, and with one that is still under way. */
    @ParameterizedTest
    @ValueSource(strings = {"", "40/unknown,", "40/slow,"})
    default void beforeConnect_aPacketWithAttachments_closesTheConnection(String connect) {
        SocketHarness io = SocketHarness.start(this);
        io.server().of("/slow").use((socket, next) -> {});
        SocketPeer peer = io.open();
        if (!connect.isEmpty()) {
            peer.send(connect);
        }

        peer.send("451-[\"e\",{\"_placeholder\":true,\"num\":0}]");

        peer.awaitClose();
        SocketHarness.eventually(() -> io.server().clientCount() == 0);
        assertThat(io.server().memory().used()).isZero();
    }

    @Test
    default void packet_largerThanItMayBe_closesTheConnection() {
        SocketHarness io = start(this, limits -> limits.withPacketBytes(10_000));
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        CompletableFuture<Integer> received = new CompletableFuture<>();
        io.server().onConnection(socket -> {
            socket.on("e", event -> received.complete(event.size()));
            socket.onDisconnect(reason::set);
        });
        Pair fits = io.pair();
        Pair exceeds = io.pair();
        String head = "452-[\"e\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";

        fits.peer().send(head).send(new byte[8_000]).send(new byte[100]);
        assertThat(received.join()).isEqualTo(2);
        exceeds.peer().send(head).send(new byte[9_900]);

        SocketHarness.eventually(() -> reason.get() == DisconnectReason.PARSE_ERROR);
        assertThat(fits.socket().connected()).isTrue();
    }

    @Test
    default void packet_notWholeInTime_closesTheConnection() {
        SocketHarness io = SocketHarness.start(
                this, options -> options.engine(engine -> engine.packetTimeout(Duration.ofSeconds(10))));
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        CompletableFuture<Boolean> received = new CompletableFuture<>();
        io.server().onConnection(socket -> {
            socket.on("e", event -> received.complete(true));
            socket.onDisconnect(reason::set);
        });
        Pair slow = io.pair();
        Pair stuck = io.pair();
        String head = "451-[\"e\",{\"_placeholder\":true,\"num\":0}]";
        slow.peer().send(head);
        stuck.peer().send(head);
        SocketHarness.eventually(() -> io.server().memory().used() > 900);
        long held = io.server().memory().used();
        io.pass(Duration.ofMillis(9_999));
        slow.peer().send(new byte[10]);
        received.join();
        SocketHarness.eventually(() -> io.server().memory().used() < held);

        io.pass(Duration.ofMillis(1));

        SocketHarness.eventually(() -> reason.get() == DisconnectReason.TRANSPORT_ERROR);
        stuck.peer().awaitClose();
        assertThat(slow.socket().connected()).isTrue();
        SocketHarness.eventually(() -> io.server().memory().used() == 0);
    }

    @Test
    default void handshakes_asManyAsAllowed_thenRefused_untilOneHasSentConnect() {
        SocketHarness io = SocketHarness.start(
                this,
                options ->
                        options.engine(engine -> engine.handshakes(new HandshakeLimits(2, 2, AddressResolver.peer()))));
        SocketPeer first = io.open();
        WireResponse second = io.client().get(SocketHarness.POLLING).await();
        assertThat(second.status()).isEqualTo(200);

        WireResponse refused = io.client().get(SocketHarness.POLLING).await();
        WireResponse refusedToo = io.client().refusedWebSocket(SocketHarness.WEBSOCKET);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).isEqualTo("{\"code\":3,\"message\":\"Too many handshakes under way\"}");
        assertThat(refusedToo.status()).isEqualTo(503);
        first.send("40");
        assertThat(first.awaitText()).startsWith("40{");
        assertThat(io.client().get(SocketHarness.POLLING).await().status()).isEqualTo(200);
    }

    /** A client of protocol 3 says nothing: it has arrived when it polls. */
    @Test
    default void handshakes_ofProtocol3_countUntilTheClientPolls() {
        SocketHarness io = SocketHarness.start(
                this,
                options -> options.engine(engine ->
                        engine.allowEio3(true).handshakes(new HandshakeLimits(1, 1, AddressResolver.peer()))));
        String polling = "/socket.io/?EIO=3&transport=polling";
        String opened = sid(io.client().get(polling).await());
        assertThat(io.client().get(polling).await().status()).isEqualTo(503);

        // The handshake may have been answered with CONNECT already, and then this poll is held.
        io.client().get(polling + "&sid=" + opened);

        SocketHarness.eventually(() -> io.client().get(polling).await().status() == 200);
    }

    @Test
    default void mailbox_fullOfBytes_pausesReadingAndLosesNothing() {
        int limit = 50_000;
        SocketHarness io = start(this, limits -> limits.withMailboxBytes(limit));
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        CompletableFuture<Boolean> go = new CompletableFuture<>();
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        io.server()
                .onConnection(socket -> socket.on("e", String.class, text -> {
                    reached.complete(true);
                    go.join();
                    handled.add(text.length());
                }));
        Pair blocked = io.pair();
        Pair other = io.pair();
        other.socket().onRequest("ask", event -> "served");
        for (int n = 0; n < 40; n++) {
            blocked.peer().send(event("e", 10_000));
        }
        reached.join();
        SocketHarness.eventually(() -> io.server().memory().used() > limit);
        other.peer().send("420[\"ask\"]").expect("430[\"served\"]");

        assertThat(io.server().memory().used()).isBetween(50_000L, 62_000L);
        assertThat(blocked.socket().pendingEvents()).isLessThanOrEqualTo(5);
        go.complete(true);
        SocketHarness.eventually(() -> handled.size() == 40);
        SocketHarness.eventually(() -> io.server().memory().used() == 0);
    }

    @Test
    default void memory_exhausted_closesWhoeverSendsMuch_theOthersAreServed() {
        MemoryBudget memory = MemoryBudget.of(1_000_000);
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.memory(memory)));
        AtomicReference<DisconnectReason> reason = new AtomicReference<>();
        Pair large = io.pair();
        Pair modest = io.pair();
        large.socket().onDisconnect(reason::set);
        modest.socket().onRequest("ask", event -> "served");
        memory.add(1_000_001);

        modest.peer().send("420[\"ask\"]").expect("430[\"served\"]");
        assertThat(io.client().get(SocketHarness.POLLING).await().status()).isEqualTo(503);
        large.peer().send(event("e", MemoryBudget.FLOOR_BYTES));

        SocketHarness.eventually(() -> reason.get() == DisconnectReason.OVERLOADED);
        large.peer().awaitClose();
        memory.remove(1_000_001);
        assertThat(modest.socket().connected()).isTrue();
        io.pass(Duration.ofMillis(100));
    }

    @Test
    default void memory_exhausted_refusesConnect_untilItIsNot() {
        MemoryBudget memory = MemoryBudget.of(1_000_000);
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.memory(memory)));
        io.server().of("/other");
        SocketPeer comes = io.open();
        Pair there = io.pair();
        long most = 1_000_000 - memory.used();
        memory.add(most + 1);

        comes.send("40").expect("44{\"message\":\"Server overloaded\",\"data\":{\"code\":\"OVERLOADED\"}}");
        there.peer().send("40/other,");
        assertThat(there.peer().awaitText()).startsWith("44/other,").contains("OVERLOADED");
        memory.remove(most + 1);

        comes.send("40");
        assertThat(comes.awaitText()).startsWith("40{");
        there.peer().send("40/other,");
        assertThat(there.peer().awaitText()).startsWith("40/other,");
        io.pass(Duration.ofMillis(100));
    }

    /** The answers to one broadcast take a quarter of the memory at most, and are counted while they are collected. */
    @Test
    default void answersToABroadcast_areCountedAndBounded() {
        MemoryBudget memory = MemoryBudget.of(4_000_000);
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.memory(memory)));
        List<Pair> asked = List.of(io.pair(), io.pair(), io.pair(), io.pair());
        CompletableFuture<BroadcastAcks> report = io.server()
                .of("/")
                .timeout(Duration.ofSeconds(20))
                .emitWithAck("q")
                .toCompletableFuture();
        List<String> ids = asked.stream()
                .map(pair -> pair.peer().awaitText().replaceAll("42(\\d+)\\[\"q\"]", "$1"))
                .toList();
        String large = "[\"" + "x".repeat(400_000) + "\"]";

        asked.get(0).peer().send("43" + ids.get(0) + large);
        asked.get(1).peer().send("43" + ids.get(1) + large);
        SocketHarness.eventually(() -> memory.used() > 800_000);
        asked.get(2).peer().send("43" + ids.get(2) + large);
        asked.get(2).peer().send("40/nowhere,");
        asked.get(2).peer().awaitText();
        assertThat(memory.used()).isBetween(800_000L, 1_000_000L);
        asked.get(3).peer().send("43" + ids.get(3) + "[1]");

        BroadcastAcks acks = report.join();
        assertThat(acks.answers()).hasSize(3);
        assertThat(acks.missing())
                .containsExactly(Map.entry(asked.get(2).socket().id(), AckFailure.OVERLOADED));
        SocketHarness.eventually(() -> memory.used() == 0);
    }

    /** Packets that are never whole, of many: the budget holds, and who sends least stays. */
    @Test
    default void memory_short_theLargestUnfinishedPacketsAreGivenUp() {
        MemoryBudget memory = MemoryBudget.of(2_000_000);
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.memory(memory)));
        List<Pair> hostile = new ArrayList<>();
        Pair modest = io.pair();
        modest.peer().send("451-[\"e\",{\"_placeholder\":true,\"num\":0}]");
        modest.socket().onRequest("ask", event -> "served");
        String head = "452-[\"e\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
        for (int n = 0; n < 10; n++) {
            Pair pair = io.pair();
            hostile.add(pair);
            pair.peer().send(head).send(new byte[200_000]);
            int held = n;
            SocketHarness.eventually(() -> {
                io.pass(Duration.ofMillis(10));
                return memory.used() > 200_000L * (held + 1) || memory.evictions() > 0;
            });
        }

        SocketHarness.eventually(() -> {
            io.pass(Duration.ofMillis(10));
            return memory.used() <= 1_500_000;
        });
        assertThat(memory.evictions()).isPositive();
        assertThat(hostile).anyMatch(pair -> !pair.socket().connected());
        modest.peer().send("x".getBytes(StandardCharsets.UTF_8));
        modest.peer().send("420[\"ask\"]").expect("430[\"served\"]");
        hostile.forEach(pair -> pair.peer().socket().abort());
        SocketHarness.eventually(() -> {
            io.pass(Duration.ofMillis(100));
            return memory.used() == 0;
        });
    }
}
