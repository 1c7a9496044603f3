package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.Content;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** The application on a free port, with a client for its API. */
public final class TestServer implements AutoCloseable {

    static final String ADMIN_TOKEN = "the-admin-token-of-the-tests-0123456789";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExampleServer server;

    private TestServer(ExampleServer server) {
        this.server = server;
    }

    /** Starts with messages in memory unless the arguments say otherwise. */
    public static TestServer start(Path data, String... arguments) {
        return new TestServer(ExampleServer.start(optionsFor(data, arguments), Clock.systemUTC()));
    }

    /** Starts with rooms of any kind. */
    static TestServer startWith(Path data, RoomDefinition... rooms) {
        return new TestServer(ExampleServer.start(optionsFor(data), Clock.systemUTC(), List.of(rooms)));
    }

    private static ServerOptions optionsFor(Path data, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--port=0",
                "--host=127.0.0.1",
                "--data=" + data,
                "--store=memory",
                "--admin-token=" + ADMIN_TOKEN,
                "--requests-per-minute=100000",
                "--attempts-per-minute=10000"));
        all.addAll(List.of(arguments));
        return options(all.toArray(String[]::new));
    }

    static ServerOptions options(String... arguments) {
        ServerOptions options = new ServerOptions();
        new CommandLine(options).setOverwrittenOptionsAllowed(true).parseArgs(arguments);
        return options;
    }

    ExampleServer server() {
        return server;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, Map<String, ?> body, String... headers) {
        try {
            return send(request(path, headers)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Somebody who came in without an account. */
    record Guest(String id, String token) {}

    /** A guest's token. */
    public String guest(String name) {
        return enter(name).token();
    }

    Guest enter(String name) {
        JsonNode answer = json(post("/api/guest", Map.of("username", name)));
        return new Guest(
                answer.path("user").path("id").textValue(), answer.path("token").textValue());
    }

    /** Fills a room with numbered messages of three people. */
    public void fill(String room, int messages) {
        List<User> people = List.of(User.of("f1", "Farid"), User.of("f2", "Greta"), User.of("f3", "Hugo"));
        CompletableFuture<?>[] sent = new CompletableFuture<?>[messages];
        for (int i = 0; i < messages; i++) {
            Content content = Content.of("Message " + (i + 1) + " of " + messages);
            sent[i] = server.chat()
                    .room(room)
                    .sendAs(people.get(i / 4 % people.size()), content, null)
                    .toCompletableFuture();
        }
        CompletableFuture.allOf(sent).orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Makes somebody a moderator of a room. */
    public void promote(String room, String userId) {
        server.chat()
                .room(room)
                .role(UserId.of(userId), RoomRole.MODERATOR)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Lets a person write in a room, or not. */
    public void mute(String room, String userId, boolean muted) {
        moderate(room, muted ? ModerationAction.MUTE : ModerationAction.UNMUTE, userId);
    }

    /** Takes a person out of a room. */
    public void kick(String room, String userId) {
        moderate(room, ModerationAction.KICK, userId);
    }

    private void moderate(String room, ModerationAction action, String userId) {
        server.chat()
                .room(room)
                .moderate(action, UserId.of(userId), null, "")
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Tells a person something, as other programs do. */
    public void tell(String userId, String message) {
        assertThat(post(
                                "/api/notify",
                                Map.of("userId", userId, "type", "new_post", "message", message),
                                bearer(ADMIN_TOKEN))
                        .statusCode())
                .isEqualTo(201);
    }

    /** Waits until somebody has read a room up to a place. */
    public void awaitRead(String room, long seq) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.chat().store().markersIn(RoomName.of(room), 10).stream()
                        .anyMatch(marker -> marker.seq() >= seq));
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /** A name that no other test uses. */
    public static String fresh(String name) {
        return name + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
    }

    @Override
    public void close() {
        server.close();
    }
}
