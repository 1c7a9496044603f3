package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A container with few threads, and clients that make it wait. */
final class ServletThreadsTest {

    private static final int THREADS = 20;
    private static final int CLIENTS = 200;

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
