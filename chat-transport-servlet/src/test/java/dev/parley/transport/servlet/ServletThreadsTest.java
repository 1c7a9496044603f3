package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** A container with few threads, and clients that make it wait. */
final class ServletThreadsTest {

    private static final int THREADS = 20;
    private static final int CLIENTS = 200;
    private static final int HEALTHY = 5;

    private static void few(Tomcat tomcat) {
        tomcat.getConnector().setProperty("maxThreads", Integer.toString(THREADS));
        Context context = (Context) tomcat.getHost().findChildren()[0];
        HttpServlet hello = new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("hello");
            }
        };
        context.addServletContainerInitializer(
                (types, servletContext) ->
                        servletContext.addServlet("hello", hello).addMapping("/hello"),
                Set.of());
    }

    @Test
    void webSockets_stalledByTheirClients_holdNoThread() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, true);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
        Frame large = Frame.binary(ByteBuffer.allocate(40_000_000));
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", ServletThreadsTest::few)) {
            List<CompletableFuture<Void>> sends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                WireSocket socket = fixture.client().webSocket("/engine/");
                StubPeer peer = StubPeer.take(peers);
                socket.pause();
                // Stalled both ways: the client takes nothing, and its own messages are not handled.
                socket.send("one");
                socket.send("two");
                // The client stops reading behind the message that it is waiting for.
                peer.send(Frame.text("last")).join();
                sends.add(peer.send(large));
            }

            assertThat(fixture.client().get("/hello").await().text()).isEqualTo("hello");
            assertThat(sends).noneMatch(CompletableFuture::isDone);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("parley-servlet-timer")));
    }

    @Test
    void broadcast_toTwoHundredStalledMembers_servesTheOthersAndTheApplication() {
        SocketServer io = SocketServer.create();
        io.onConnection(socket -> {
            socket.join("all");
            socket.on("say", event -> io.to("all").emit("said", event.values().toArray()));
        });
        BlockingQueue<Tomcat> containers = new LinkedBlockingQueue<>();
        try (TomcatFixture fixture = TomcatFixture.start(io, "", tomcat -> {
            few(tomcat);
            // A client that does not read stalls the server after that much.
            tomcat.getConnector().setProperty("socket.txBufSize", "16384");
            containers.add(tomcat);
        })) {
            List<WireSocket> healthy = join(fixture, HEALTHY);
            List<WireSocket> stalled = join(fixture, CLIENTS);
            stalled.forEach(WireSocket::pause);
            // The client stops reading behind the message that it is waiting for.
            io.to("all").emit("said", "last");
            healthy.forEach(socket -> assertThat(socket.awaitText()).isEqualTo("42[\"said\",\"last\"]"));

            String large = "x".repeat(4_000_000);
            io.to("all").emit("said", large);
            healthy.forEach(socket -> assertThat(socket.awaitText()).hasSize(large.length() + 13));
            for (int i = 0; i < 10; i++) {
                String text = "42[\"say\",\"" + i + "\"]";
                healthy.get(i % HEALTHY).send(text);
                healthy.forEach(socket -> assertThat(socket.awaitText()).isEqualTo(text.replace("say", "said")));
            }

            assertThat(answersWithinASecond(fixture)).isTrue();
            Awaitility.await().until(() -> busyThreads(containers.element()) == 0);
            assertThat(io.clientCount()).isEqualTo(HEALTHY + CLIENTS);
            assertThat(stalled).allMatch(socket -> !socket.isClosed());
        }
    }

    private static List<WireSocket> join(TomcatFixture fixture, int count) {
        List<WireSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            WireSocket socket = fixture.client().webSocket("/socket.io/?EIO=4&transport=websocket");
            assertThat(socket.awaitText()).startsWith("0{");
            socket.send("40");
            assertThat(socket.awaitText()).startsWith("40{");
            sockets.add(socket);
        }
        return sockets;
    }

    /** At least one of three: a thread that is held stays held, and a pause of the machine does not repeat. */
    private static boolean answersWithinASecond(TomcatFixture fixture) {
        for (int i = 0; i < 3; i++) {
            WireCall call = fixture.client().get("/hello");
            try {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .atMost(Duration.ofSeconds(1))
                        .until(call::isDone);
                return call.await().text().equals("hello");
            } catch (ConditionTimeoutException late) {
                call.abort();
            }
        }
        return false;
    }

    private static int busyThreads(Tomcat tomcat) {
        return ((ThreadPoolExecutor) tomcat.getConnector().getProtocolHandler().getExecutor()).getActiveCount();
    }

    @Test
    void polls_held_holdNoThread() {
        StubHandler handler = new StubHandler().http(exchange -> {});
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", ServletThreadsTest::few)) {
            for (int i = 0; i < CLIENTS; i++) {
                fixture.client().get("/engine/");
            }

            assertThat(fixture.client().get("/hello").await().text()).isEqualTo("hello");
        }
    }

    @Test
    void answers_beforeTheEndOfABody_holdNoThread() {
        BlockingQueue<Boolean> answered = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler().http(exchange -> {
            exchange.respond(401, HttpHeaders.none(), List.of(), Completion.NONE);
            answered.add(true);
        });
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", ServletThreadsTest::few)) {
            for (int i = 0; i < CLIENTS; i++) {
                fixture.client()
                        .send(WireRequest.post("/engine/", "x".repeat(1_000)).withoutItsEnd());
            }
            for (int i = 0; i < CLIENTS; i++) {
                StubPeer.take(answered);
            }

            assertThat(fixture.client().get("/hello").await().text()).isEqualTo("hello");
        }
    }
}
