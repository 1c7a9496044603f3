package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.model.Content;
import dev.parley.model.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More slow clients than the server has threads: each costs a connection, and nobody notices them. */
@Tag("any-jdk")
final class SlowClientsTest {

    /** More than the 200 threads of the server. */
    private static final int CLIENTS = 250;

    /** More than what the sockets of both sides take without being read. */
    private static final int LARGE = 7_000_000;

    @TempDir
    static Path data;

    private static TestServer server;
    private static String token;
    private static String large;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--cleartext-http2", "--uploads-user-bytes=500MB");
        token = server.guest("Slow");
        large = json(server.send(server.request("/api/files?name=large.bin", bearer(token))
                        .POST(BodyPublishers.ofByteArray(new byte[LARGE]))))
                .path("url")
                .textValue();
        for (int part = 0; part < 8; part++) {
            sayAtLength("crowded", 500);
        }
    }

    private static void sayAtLength(String room, int messages) {
        CompletableFuture<?>[] sent = new CompletableFuture<?>[messages];
        for (int i = 0; i < messages; i++) {
            Content content = Content.of("x".repeat(4_000));
            sent[i] = server.server()
                    .chat()
                    .room(room)
                    .sendAs(User.of("a", "Ann"), content, null)
                    .toCompletableFuture();
        }
        CompletableFuture.allOf(sent).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void uploads_thatGoOnForEver_holdUpNobody() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.connect(server.server().port())
                        .send("POST /api/files?name=slow HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                                + "\r\nContent-Length: 1000000\r\n\r\nsome"));
            }
            await().until(() -> total() == LARGE + CLIENTS * 4L);
            assertOthersAreServed();
        } finally {
            clients.forEach(RawClient::close);
        }
        await().untilAsserted(() -> assertThat(total()).isEqualTo(LARGE));
    }

    @Test
    void downloads_thatNobodyReads_holdUpNobody() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = RawClient.connectNarrow(server.server().port());
                clients.add(client.send("GET " + large + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n"));
                assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
            }
            assertOthersAreServed();
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void pages_thatNobodyReads_holdUpNobody() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.connectNarrow(server.server().port())
                        .send("GET /socket.io/socket.io.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)));
            }
            assertOthersAreServed();
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void exports_thatNobodyReads_holdUpNoOtherExport() {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                RawClient client = RawClient.connectNarrow(server.server().port());
                clients.add(client.send("GET /api/chats/export?room=crowded&format=json HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: Bearer " + ADMIN_TOKEN + "\r\n\r\n"));
                assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
            }

            assertThat(server.get("/api/chats/export?room=crowded", bearer(ADMIN_TOKEN))
                            .statusCode())
                    .as("one more for the same")
                    .isEqualTo(429);
            assertOthersAreServed();
        } finally {
            clients.forEach(RawClient::close);
        }
        await().untilAsserted(() -> assertThat(server.get("/api/chats/export?room=crowded", bearer(ADMIN_TOKEN))
                        .statusCode())
                .isEqualTo(200));
    }

    @Test
    void bodies_thatDrip_endAfterTheirTime() {
        ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.connect(server.server().port())
                        .send("POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 1000\r\n\r\n{"));
            }
            drops.scheduleWithFixedDelay(() -> clients.forEach(client -> client.trySend(" ")), 1, 1, TimeUnit.SECONDS);
            assertOthersAreServed();

            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.status()).isEqualTo("HTTP/1.1 408 Request Timeout"));
        } finally {
            drops.shutdownNow();
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void http2_slowUploadsAndDownloadsOnTwoConnections_holdUpNobody() throws Exception {
        HTTP2Client client = new HTTP2Client();
        client.start();
        try {
            for (int connection = 0; connection < 2; connection++) {
                Session session = connect(client);
                for (int i = 0; i < 60; i++) {
                    Stream upload = open(session, "POST", "/api/files?name=slow");
                    upload.data(new DataFrame(upload.getId(), ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), false));
                    open(session, "GET", large);
                }
            }
            await().until(() -> total() == LARGE + 120 * 4L);
            assertOthersAreServed();
        } finally {
            client.stop();
        }
        await().untilAsserted(() -> assertThat(total()).isEqualTo(LARGE));
    }

    private static Session connect(HTTP2Client client) throws Exception {
        return client.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                server.server().port()),
                        new Session.Listener() {})
                .get(20, TimeUnit.SECONDS);
    }

    /** Opens a stream whose data nobody asks for. */
    private static Stream open(Session session, String method, String path) throws Exception {
        HttpFields headers = HttpFields.build().put("Authorization", "Bearer " + token);
        MetaData.Request request =
                new MetaData.Request(method, HttpURI.from(server.url(path)), HttpVersion.HTTP_2, headers);
        return session.newStream(new HeadersFrame(request, null, method.equals("GET")), new Stream.Listener() {})
                .get(20, TimeUnit.SECONDS);
    }

    /** New connections, liveness, readiness, sign-in, and the chat itself. */
    private static void assertOthersAreServed() {
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() -> {
            try (RawClient fresh = RawClient.connect(server.server().port())) {
                assertThat(fresh.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                .status())
                        .isEqualTo("HTTP/1.1 200 OK");
            }
            // red for a moment while the disk is busy with what was uploaded
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
        });
        String other = json(server.post("/api/guest", Map.of("username", TestServer.fresh("Other"))))
                .path("token")
                .textValue();
        try (ChatClient chat = ChatClient.connect(server, other)) {
            assertThat(chat.join("Java").optBoolean("ok")).isTrue();
        } catch (Exception e) {
            throw new AssertionError("the chat is not served", e);
        }
    }

    private static long total() {
        return json(server.get("/api/files", bearer(ADMIN_TOKEN)))
                .path("totalBytes")
                .longValue();
    }
}
