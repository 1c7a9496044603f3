package dev.parley.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Processes of the example application that are one chat: with one Redis, one database and one secret. */
public final class ServerGroup implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Redis redis;
    private final @Nullable MongoServer mongo;
    private final List<String> options = new ArrayList<>();
    private final List<ServerProcess> running = new CopyOnWriteArrayList<>();

    private ServerGroup(Path folder, List<String> more) throws Exception {
        this.folder = folder;
        this.redis = Redis.started();
        String postgres = System.getenv("PARLEY_POSTGRES_URL");
        assertTrue(
                postgres != null || !"true".equals(System.getenv("CI")), "CI has a PostgreSQL at PARLEY_POSTGRES_URL");
        this.mongo = postgres == null ? new MongoServer(new MemoryBackend()) : null;
        options.add("--store="
                + (mongo == null
                        ? postgres
                        : "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/groupchat"));
        options.add("--cluster=" + redis.url());
        options.addAll(List.of("--requests-per-minute=100000", "--attempts-per-minute=10000", "--log-level=warn"));
        options.addAll(more);
    }

    /** Starts some at once, over PostgreSQL if there is one, and waits until they are connected with each other. */
    public static ServerGroup start(int count, Path folder, String... more) throws Exception {
        ServerGroup servers = new ServerGroup(folder, List.of(more));
        try {
            List<CompletableFuture<ServerProcess>> starting = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                starting.add(CompletableFuture.supplyAsync(() -> servers.launch(number, 0)));
            }
            starting.forEach(each -> servers.running.add(each.join()));
            servers.running.forEach(servers::awaitReady);
            return servers;
        } catch (Exception | Error failure) {
            servers.close();
            throw failure;
        }
    }

    private ServerProcess launch(int number, int port) {
        try {
            Path data = Files.createDirectories(folder.resolve("server-" + number));
            Path secret = data.resolve("token-secret");
            if (!Files.exists(secret)) {
                Files.writeString(secret, "0123456789abcdef".repeat(4));
            }
            return ServerProcess.start(port, data, options.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(ServerProcess server) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() ->
                        send(server, HttpRequest.newBuilder().GET(), "/readyz").contains("\"cluster\":\"connected\""));
    }

    private String send(ServerProcess server, HttpRequest.Builder request, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpResponse<String> answer = http.send(request.uri(address).build(), BodyHandlers.ofString());
        return answer.statusCode() == 200 ? answer.body() : "";
    }

    /** The answer to the sign-in of a guest. */
    public JsonNode guest(String name) throws Exception {
        String body = JSON.writeValueAsString(Map.of("username", name));
        return JSON.readTree(send(
                running.get(0),
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)),
                "/api/guest"));
    }

    public ServerProcess server(int number) {
        return running.get(number);
    }

    /** The address of a server's page. */
    public String page(int number) {
        return "http://127.0.0.1:" + running.get(number).port() + "/";
    }

    public List<Integer> ports() {
        return running.stream().map(ServerProcess::port).toList();
    }

    /** Ends a server as a deployment does; gives its exit status. */
    public int terminate(int number) {
        return running.get(number).terminate();
    }

    /** Starts a server that has ended again, and waits until it is connected with the others. */
    public void restart(int number) {
        running.set(number, launch(number, running.get(number).port()));
        awaitReady(running.get(number));
    }

    /** Keeps what the servers said, in case a test has failed. */
    private void keepOutput() {
        try {
            Path kept = Files.createDirectories(Path.of("target/server-output"));
            for (ServerProcess server : running) {
                Files.write(kept.resolve(server.port() + ".log"), server.output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        keepOutput();
        running.forEach(ServerProcess::close);
        redis.close();
        if (mongo != null) {
            mongo.shutdownNow();
        }
    }
}
