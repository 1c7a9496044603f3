package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.EngineSession;
import dev.parley.socketio.HandlerFailure;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Subscription;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Frame;
import dev.parley.transport.TransportName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Engine.IO session behind a socket. */
public interface EngineSessionConformance extends WireFixture {

    private static String text(EngineSession.Packet packet) {
        Frame content = packet.content();
        return packet.type() + " " + (content.isText() ? content.text() : content.size() + " bytes");
    }

    private static List<String> take(BlockingQueue<String> seen, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            String next = seen.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("after " + taken).isNotNull();
            taken.add(next);
        }
        return taken;
    }

    @Test
    default void session_ofAWebSocket_isSharedByTheSocketsOfItsClient() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        io.server().of("/other");
        pair.peer().join("/other");
        Socket other = io.socket("/other", pair.peer().sid());

        EngineSession session = pair.socket().engineSession();

        assertThat(session.transport()).isEqualTo(TransportName.WEBSOCKET);
        assertThat(session.protocol()).isEqualTo(4);
        assertThat(session.id())
                .isNotEqualTo(pair.socket().id())
                .isEqualTo(other.engineSession().id());
    }

    @Test
    default void upgrade_isToldBeforeWhatComesOverTheNewTransport() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        io.server().use((socket, next) -> {
            socket.engineSession().onUpgrade(transport -> seen.add("middleware saw " + transport));
            next.proceed();
        });
        io.server().onConnection(socket -> {
            socket.engineSession().onUpgrade(transport -> seen.add("moved to " + transport));
            socket.engineSession().onUpgrade(transport -> seen.add("cancelled")).cancel();
            socket.on("e", () -> seen.add("e over " + socket.engineSession().transport()));
            seen.add("connected by " + socket.engineSession().transport());
        });
        String open = io.client().get(SocketHarness.POLLING).await().text();
        String sid = EngineHarness.sidOf(open);
        String url = SocketHarness.POLLING + "&sid=" + sid;
        assertThat(io.client().post(url, "40").await().status()).isEqualTo(200);
        assertThat(io.client().get(url).await().text()).startsWith("40");
        assertThat(take(seen, 1)).containsExactly("connected by POLLING");

        WireSocket socket = io.client().webSocket(SocketHarness.WEBSOCKET + "&sid=" + sid);
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        socket.send("5");
        socket.send("42[\"e\"]");

        assertThat(take(seen, 3)).containsExactly("middleware saw WEBSOCKET", "moved to WEBSOCKET", "e over WEBSOCKET");
        socket.close(1000);
    }

    @Test
    default void packets_receivedAndSent_areShownInOrderWhileWanted() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        EngineSession session = pair.socket().engineSession();
        Subscription in = session.onPacketReceived(packet -> received.add(text(packet)));
        Subscription out = session.onPacketSent(packet -> sent.add(text(packet)));
        pair.socket().onRequest("ask", event -> "answer");

        pair.peer().send("421[\"ask\"]").expect("431[\"answer\"]");
        pair.peer().send("451-[\"file\",{\"_placeholder\":true,\"num\":0}]").send((byte) 1, (byte) 2);
        io.server().emit("é", new byte[] {1, 2, 3});
        pair.peer().expect("451-[\"é\",{\"_placeholder\":true,\"num\":0}]").expect((byte) 1, (byte) 2, (byte) 3);
        io.pass(Duration.ofSeconds(25));
        pair.peer().send("422[\"ask\"]").expect("432[\"answer\"]");

        assertThat(take(received, 5))
                .containsExactly(
                        "MESSAGE 21[\"ask\"]",
                        "MESSAGE 51-[\"file\",{\"_placeholder\":true,\"num\":0}]",
                        "MESSAGE 2 bytes",
                        "MESSAGE 22[\"ask\"]",
                        "PONG ");
        assertThat(take(sent, 5))
                .containsExactly(
                        "MESSAGE 31[\"answer\"]",
                        "MESSAGE 51-[\"é\",{\"_placeholder\":true,\"num\":0}]",
                        "MESSAGE 3 bytes",
                        "PING ",
                        "MESSAGE 32[\"answer\"]");
        in.cancel();
        out.cancel();
        pair.peer().send("423[\"ask\"]").expect("433[\"answer\"]");
        SocketHarness.settle(pair.socket());
        assertThat(received).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    default void packets_ofASocketThatLeft_areNotShown_othersAre() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        io.server().of("/other");
        pair.peer().join("/other");
        Socket other = io.socket("/other", pair.peer().sid());
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        pair.socket().engineSession().onPacketReceived(packet -> seen.add("main " + text(packet)));
        other.engineSession().onPacketReceived(packet -> seen.add("other " + text(packet)));

        pair.peer().send("41/other,");
        SocketHarness.eventually(() -> !other.connected());
        other.engineSession().onPacketReceived(packet -> seen.add("too late"));
        pair.peer().send("42[\"x\"]");

        assertThat(take(seen, 3))
                .containsOnlyOnce("main MESSAGE 1/other,", "other MESSAGE 1/other,", "main MESSAGE 2[\"x\"]");
        SocketHarness.settle(pair.socket());
        assertThat(seen).isEmpty();
    }

    @Test
    default void listener_thatThrowsOrFallsBehind_harmsNobody() throws Exception {
        int capacity = 4;
        SocketHarness io = SocketHarness.start(this, options -> options.mailboxCapacity(capacity));
        Pair pair = io.pair();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        pair.socket().engineSession().onPacketSent(packet -> {
            throw new IllegalStateException("of the listener");
        });
        pair.socket().on("block", () -> {
            busy.countDown();
            try {
                assertThat(free.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pair.socket().engineSession().onPacketSent(packet -> seen.add(text(packet)));
        pair.peer().send("42[\"block\"]");
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 10; i++) {
            pair.socket().emit("n", i);
            pair.peer().expect("42[\"n\"," + i + "]");
        }

        int waiting = pair.socket().pendingEvents();
        free.countDown();
        SocketHarness.settle(pair.socket());

        assertThat(waiting).isEqualTo(capacity);
        assertThat(seen).containsExactly("MESSAGE 2[\"n\",0]", "MESSAGE 2[\"n\",1]");
        assertThat(io.failures()).hasSize(2).extracting(HandlerFailure::event).containsOnly("engine session");
    }
}
