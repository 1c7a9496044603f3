package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.chat.ChatEngine;
import dev.parley.model.User;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.jetty.JettyTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.json.JSONObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples as they stand in the documentation, with the official client. */
@Tag("any-jdk")
final class SnippetsTest {

    private static final Path FOLDER = Path.of("src/test/java/dev/parley/example/snippets");
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @Test
    void threeLineServer_sendsToEverybody() throws Exception {
        try (JettyTransport transport = ThreeLineServer.start(0);
                Client alice = Client.connect(transport.port(), Map.of(), "chat message");
                Client bob = Client.connect(transport.port(), Map.of(), "chat message")) {
            alice.emit("chat message", "hello");

            assertThat(alice.hears()).isEqualTo("chat message hello");
            assertThat(bob.hears()).isEqualTo("chat message hello");
        }
    }

    @Test
    void roomsAndBroadcast_reachTheRoom() throws Exception {
        try (JettyTransport transport = start(RoomsAndBroadcast.create());
                Client alice = Client.connect(transport.port(), Map.of(), "joined", "post", "left")) {
            assertThat(alice.ask("join", "java")).isEqualTo("{\"ok\":true}");
            try (Client bob = Client.connect(transport.port(), Map.of(), "joined", "post")) {
                bob.ask("join", "java");
                assertThat(alice.hears()).isEqualTo("joined " + bob.id());
                bob.emit("post", new JSONObject(Map.of("room", "java", "text", "hi")));
                assertThat(alice.hears()).contains("\"text\":\"hi\"");
                assertThat(bob.hears()).contains("\"text\":\"hi\"");
            }
            assertThat(alice.hears()).startsWith("left ");
        }
    }

    @Test
    void tokenMiddleware_letsOnlyTokensIn() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject("42")
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .build());
        token.sign(new MACSigner(SECRET));

        try (JettyTransport transport = start(TokenMiddleware.create(SECRET));
                Client alice = Client.connect(transport.port(), Map.of("token", token.serialize()))) {
            assertThat(alice.ask("whoami")).isEqualTo("42");
            assertThat(Client.refusal(transport.port(), Map.of("token", token.serialize() + "x")))
                    .contains("Authentication error");
            assertThat(Client.refusal(transport.port(), Map.of())).contains("Authentication error");
        }
    }

    @Test
    void chat_bringsPrivateMessagesAndNotifications() throws Exception {
        ChatEngine chat = ChatWithPrivateMessages.create(token -> User.of(Objects.requireNonNull(token), "Alice"));
        try (JettyTransport transport = JettyTransport.builder().port(0).build().start(chat);
                Client alice =
                        Client.connect(transport.port(), Map.of("token", "7"), "privateMessage", "notification")) {
            await().until(() -> chat.user("7").isConnected());
            ChatWithPrivateMessages.welcome(chat, "7");
            assertThat(alice.hears()).startsWith("privateMessage").contains("Welcome! Ask me anything.");

            ChatWithPrivateMessages.postCreated(chat, "Bob", 17, List.of("7", "8"));
            assertThat(alice.hears()).startsWith("notification").contains("Bob created a new post", "\"postId\":17");
        }
    }

    @Test
    void tenLineChat_hasAHistoryAndAnInbox(@TempDir Path folder) throws Exception {
        TenLineChat.Tokens tokens = token -> User.of(Objects.requireNonNull(token), "Alice");
        try (JettyTransport transport = TenLineChat.start(0, folder.resolve("chat.db"), tokens);
                Client alice = Client.connect(transport.port(), Map.of("token", "42"), "chatHistory")) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(alice.ask("getNotifications", new JSONObject())).contains("Bob created a new post");
            });
            alice.ask("joinRoom", new JSONObject(Map.of("room", "java")));
            assertThat(alice.hears()).contains("Deploy finished");
        }
    }

    @Test
    void readme_showsWhatIsRun() throws IOException {
        String page = Files.readString(Path.of("../README.md"));
        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(linesOf(Files.readString(FOLDER.resolve("TenLineChat.java"))))
                .containsSubsequence(linesOf(blocks.get(0)));
        assertThat(linesOf(Files.readString(FOLDER.resolve("ThreeLineServer.java"))))
                .containsSubsequence(linesOf(blocks.get(1)));
        assertThat(linesOf(Files.readString(FOLDER.resolve("EchoHandlerTest.java"))))
                .containsSubsequence(linesOf(blocks.get(2)));
    }

    /** The lines of code; a test has its own port and file, and gives the transport to who called it. */
    private static List<String> linesOf(String code) {
        return code.lines()
                .map(line -> line.strip()
                        .replaceFirst("^(return|JettyTransport transport =) ", "")
                        .replaceFirst(" *//.*", "")
                        .replace("port(port)", "port(3000)")
                        .replace("sqlite(file)", "sqlite(Path.of(\"data/chat.db\"))"))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void jettyServer_servesBoth() throws Exception {
        Handler hello = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), callback);
                return true;
            }
        };
        SocketServer io = SocketServer.create();
        io.onConnection(socket -> socket.onRequest("echo", String.class, text -> text));
        Server server = InYourJettyServer.create(0, io, hello);
        server.start();
        int port = ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
        try (Client client = Client.connect(port, Map.of())) {
            HttpRequest page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .build();

            assertThat(client.ask("echo", "x")).isEqualTo("x");
            assertThat(HttpClient.newHttpClient()
                            .send(page, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("hello");
        } finally {
            server.stop();
        }
    }

    @Test
    void documentation_showsTheFilesAsTheyAre() throws IOException {
        String page = Files.readString(Path.of("../docs/examples.md"));
        Matcher blocks = Pattern.compile("\\[`(\\w+\\.java)`][^\n]*\n\n```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page);
        int found = 0;
        while (blocks.find()) {
            String body = Files.readString(FOLDER.resolve(blocks.group(1)))
                    .replaceFirst("(?s)^.*?\n\n(?:@Tag[^\n]*\n)?(?=(final class|/\\*\\*))", "");
            assertThat(blocks.group(2)).as(blocks.group(1)).isEqualTo(body);
            found++;
        }
        assertThat(found).isEqualTo(7);
    }

    private static JettyTransport start(SocketServer io) {
        return JettyTransport.builder().port(0).build().start(io);
    }
}
