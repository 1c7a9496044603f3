package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Connections without traffic of the application for longer than Tomcat's timeouts. All times, Tomcat's own included,
 * are divided by {@value #SCALE}; the system property {@code parley.idle.scale} gives another divisor, and 1 the real three
 * minutes with a heartbeat of 25 seconds.
 */
@Tag("any-jdk")
final class TomcatIdleTest {

    private static final int SCALE = 30;
    private static final Duration HEARTBEAT = scaled(Duration.ofSeconds(25));
    /** More than three minutes. */
    private static final int HEARTBEATS = 8;

    private static final Duration IDLE = HEARTBEAT.multipliedBy(HEARTBEATS);
    private static final Duration LIMIT = IDLE.plusSeconds(30);
    /** Its answer may come with another ping or after it. */
    private static final String STILL_HERE = "42[\"echo\",\"still here\"]";

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private static Duration scaled(Duration real) {
        return real.dividedBy(Integer.getInteger("parley.idle.scale", SCALE));
    }

    /** Of a connection, between requests, of an asynchronous request: shorter than the heartbeat. And how often Tomcat looks. */
    private static void scale(Tomcat tomcat) {
        String connection = Long.toString(scaled(Duration.ofSeconds(20)).toMillis());
        tomcat.getConnector().setProperty("connectionTimeout", connection);
        tomcat.getConnector().setProperty("keepAliveTimeout", connection);
        tomcat.getConnector().setAsyncTimeout(scaled(Duration.ofSeconds(10)).toMillis());
        tomcat.getConnector()
                .setProperty(
                        "selectorTimeout",
                        Long.toString(scaled(Duration.ofSeconds(1)).toMillis()));
    }

    private static SocketServer server() {
        SocketServer io = SocketServer.builder()
                .engine(engine -> engine.pingInterval(HEARTBEAT))
                .build();
        io.onConnection(socket ->
                socket.on("echo", event -> socket.emit("echo", event.values().toArray())));
        return io;
    }

    @Test
    void webSocketAndPolling_idleForThreeMinutes_liveByTheirHeartbeat() throws Exception {
        try (TomcatFixture fixture = TomcatFixture.start(server(), "", TomcatIdleTest::scale)) {
            WireSocket socket = fixture.client().webSocket("/socket.io/?EIO=4&transport=websocket");
            socket.awaitText();
            socket.send("40");
            assertThat(socket.awaitText()).startsWith("40{");
            // On two cores the common pool has one thread, which the HTTP client needs for its answers on JDK 25.
            CompletableFuture<Void> polling =
                    CompletableFuture.runAsync(() -> poll(fixture.port()), task -> new Thread(task).start());

            for (int i = 0; i < HEARTBEATS; i++) {
                Awaitility.await().atMost(LIMIT).until(socket::hasMessage);
                assertThat(socket.awaitText()).isEqualTo("2");
                socket.send("3");
            }

            socket.send(STILL_HERE);
            Awaitility.await().until(() -> socket.awaitText().equals(STILL_HERE));
            polling.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A session by polling that does nothing but answer pings, on connections that stay open between its requests. */
    private static void poll(int port) {
        HttpClient client = HttpClient.newHttpClient();
        String uri = "http://localhost:" + port + "/socket.io/?EIO=4&transport=polling";
        Matcher open = SID.matcher(get(client, uri));
        assertThat(open.find()).isTrue();
        String session = uri + "&sid=" + open.group(1);
        post(client, session, "40");
        assertThat(get(client, session)).startsWith("40{");
        for (int i = 0; i < HEARTBEATS; i++) {
            assertThat(get(client, session)).isEqualTo("2");
            post(client, session, "3");
        }
        post(client, session, STILL_HERE);
        Awaitility.await().until(() -> get(client, session).contains(STILL_HERE));
    }

    private static String get(HttpClient client, String uri) {
        return send(client, HttpRequest.newBuilder(URI.create(uri)));
    }

    private static void post(HttpClient client, String uri, String body) {
        assertThat(send(
                        client,
                        HttpRequest.newBuilder(URI.create(uri)).POST(HttpRequest.BodyPublishers.ofString(body))))
                .isEqualTo("ok");
    }

    private static String send(HttpClient client, HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join()
                .body();
    }

    /** What keeps it is not the heartbeat: Tomcat's timeouts do not apply after an upgrade. */
    @Test
    void webSocket_withoutAByteForThreeMinutes_staysOpen() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, false);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", TomcatIdleTest::scale)) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);

            Awaitility.await()
                    .pollInterval(HEARTBEAT.dividedBy(10))
                    .during(IDLE)
                    .atMost(LIMIT)
                    .until(() -> !socket.isClosed());

            peer.send(Frame.text("still")).join();
            assertThat(socket.awaitText()).isEqualTo("still");
            socket.send("here");
            assertThat(peer.next().text()).isEqualTo("here");
        }
    }
}
