package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class MainTest {

    @TempDir
    Path data;

    @Test
    void help_namesEveryOption() throws Exception {
        String help = outputOf("--help");

        assertThat(help)
                .contains("--port", "--store", "--admin-token", "--daily-export", "PARLEY_PORT", "Default: 3000");
    }

    @Test
    void start_unknownOptionOrStore_saysWhy() throws Exception {
        assertThat(outputOf("--colour=blue")).contains("Unknown option: '--colour=blue'");
        assertThat(outputOf("--store=paper", "--data=" + data)).contains("--store must be");
    }

    @Test
    void log_asText_hasDateAndLevel() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "--port=" + other.getLocalPort();

            assertThat(outputOf(taken, "--host=127.0.0.1", "--data=" + data))
                    .containsPattern(
                            "(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.\\d{3}\\S+ INFO  \\S+ The message store sqlite is up")
                    .contains("Cannot start: port " + other.getLocalPort() + " is in use")
                    .doesNotContain("\tat ");
            assertThat(outputOf(taken, "--host=127.0.0.1", "--data=" + data, "--log-level=warn"))
                    .startsWith("Cannot start");
        }
    }

    @Test
    void log_asJson_isAnObjectALine() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String output = outputOf(
                    "--port=" + other.getLocalPort(), "--host=127.0.0.1", "--data=" + data, "--log-format=json");

            JSONObject line = new JSONObject(output.lines().findFirst().orElseThrow());
            assertThat(line.getString("level")).isEqualTo("INFO");
            assertThat(line.getString("formattedMessage")).isEqualTo("The message store sqlite is up");
            assertThat(line.getLong("timestamp")).isPositive();
        }
    }

    @Test
    void log_asJson_isNothingElseUntilItListens() {
        try (ServerProcess server = ServerProcess.start(0, data, "--log-format=json")) {
            assertThat(server.startOutput()).contains("The message store sqlite is up", "Parley is at");
            assertThat(server.startOutput().lines().toList())
                    .allSatisfy(line ->
                            assertThat(new JSONObject(line).getString("level")).isNotEmpty());
        }
    }

    @Test
    void terminate_withAClientConnected_tellsItAndEnds() throws Exception {
        try (ServerProcess server = ServerProcess.start(0, data)) {
            CompletableFuture<String> notice = new CompletableFuture<>();
            Socket client = IO.socket(
                    "http://127.0.0.1:" + server.port(),
                    IO.Options.builder()
                            .setAuth(Map.of("token", guestToken(server.port())))
                            .setTransports(new String[] {"websocket"})
                            .setReconnection(false)
                            .build());
            CompletableFuture<Boolean> connected = new CompletableFuture<>();
            client.on("session", arguments -> connected.complete(true));
            client.on("serverNotice", arguments -> notice.complete(((JSONObject) arguments[0]).optString("kind")));
            client.connect();
            try {
                connected.get(20, TimeUnit.SECONDS);

                int status = server.terminate();

                assertThat(notice.get(20, TimeUnit.SECONDS)).isEqualTo("shutdown");
                assertThat(status).isIn(0, 143);
            } finally {
                client.close();
            }
        }
        assertThat(Files.exists(data.resolve("messages.db"))).isTrue();
        assertThat(Files.exists(data.resolve("token-secret"))).isTrue();
    }

    private static String guestToken(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/guest"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"username\":\"Alice\"}"))
                .build();
        return new JSONObject(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .getString("token");
    }

    private static String outputOf(String... arguments) throws Exception {
        Process process = ServerProcess.run(List.of(arguments));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
