package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clients.TestCertificate;
import dev.parley.socketio.SocketServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Socket.IO server behind a connector with TLS, and the client of the JDK. */
final class TomcatSecureTest {

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
    /** Many records of TLS, and more than the buffers of both sides. */
    private static final String LARGE = "ü".repeat(400_000);

    @TempDir
    private Path folder;

    private final BlockingQueue<Boolean> secure = new LinkedBlockingQueue<>();

    private SocketServer server() {
        SocketServer io = SocketServer.builder()
                .engine(engine -> engine.maxPayload(2_000_000))
                .build();
        io.onConnection(socket -> {
            secure.add(socket.handshake().secure());
            socket.on("echo", event -> socket.emit("echo", event.values().toArray()));
        });
        return io;
    }

    @Test
    void polling_overHttps_carriesEventsAndUpgradesToWss() throws Exception {
        TestCertificate certificate = new TestCertificate(folder);
        SSLContext trusting = certificate.withoutKey();
        try (TomcatFixture fixture = TomcatFixture.startSecure(server(), certificate)) {
            HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
            String authority = "://localhost:" + fixture.port() + "/socket.io/?EIO=4";
            String polling = "https" + authority + "&transport=polling";
            Matcher open = SID.matcher(get(client, polling));
            assertThat(open.find()).isTrue();
            String session = "&sid=" + open.group(1);

            assertThat(post(client, polling + session, "40")).isEqualTo("ok");
            assertThat(get(client, polling + session)).startsWith("40{");
            assertThat(secure.poll(20, TimeUnit.SECONDS)).isTrue();
            assertThat(post(client, polling + session, "42[\"echo\",\"" + LARGE + "\"]"))
                    .isEqualTo("ok");
            assertThat(get(client, polling + session)).isEqualTo("42[\"echo\",\"" + LARGE + "\"]");

            Texts texts = new Texts();
            WebSocket upgraded = client.newWebSocketBuilder()
                    .buildAsync(URI.create("wss" + authority + "&transport=websocket" + session), texts)
                    .get(20, TimeUnit.SECONDS);
            upgraded.sendText("2probe", true).get(20, TimeUnit.SECONDS);
            assertThat(texts.next()).isEqualTo("3probe");
            upgraded.sendText("5", true).get(20, TimeUnit.SECONDS);
            upgraded.sendText("42[\"echo\",\"" + LARGE + "\"]", true).get(20, TimeUnit.SECONDS);
            assertThat(texts.next()).isEqualTo("42[\"echo\",\"" + LARGE + "\"]");
            upgraded.abort();
        }
    }

    private static String get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
                .body();
    }

    private static String post(HttpClient client, String uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static final class Texts implements WebSocket.Listener {

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Nullable
        String next() throws InterruptedException {
            return received.poll(20, TimeUnit.SECONDS);
        }
    }
}
