package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.socketio.BroadcastOperator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers with {@code --cluster}, over one Redis. */
@Tag("any-jdk")
final class ClusterTest {

    @TempDir
    private Path folder;

    private Redis redis;

    @BeforeEach
    void findRedis() throws Exception {
        redis = Redis.absent();
    }

    @AfterEach
    void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    private TestServer server(String name, String... more) {
        List<String> options = new ArrayList<>(List.of(more));
        options.add("--cluster=" + redis.url());
        return TestServer.start(folder.resolve(name), options.toArray(String[]::new));
    }

    private static ConditionFactory eventually() {
        return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofMinutes(1));
    }

    private static void awaitCluster(TestServer server, String state) {
        eventually().untilAsserted(() -> {
            HttpResponse<String> ready = server.get("/readyz");
            assertThat(ready.body()).contains("\"cluster\":\"" + state + '"');
            assertThat(ready.statusCode()).isEqualTo(200);
        });
    }

    private static BroadcastOperator sockets(TestServer server) {
        return server.server().chat().server().of("/").operator();
    }

    @Test
    void servers_overOneRedis_shareSocketsAndRoomsButNotTheChat() throws Exception {
        redis.start();
        try (TestServer first = server("first");
                TestServer second = server("second");
                ChatClient alice = ChatClient.connect(first, first.guest("Alice"));
                ChatClient bob = ChatClient.connect(second, second.guest("Bob"))) {
            awaitCluster(first, "connected");
            awaitCluster(second, "connected");
            List<String> toAlice = alice.events();
            List<String> toBob = bob.events();
            alice.join("Java");
            bob.join("Java");
            assertThat(alice.ask("chatMessage", Map.of("room", "Java", "text", "hello"))
                            .toString())
                    .contains("seq");

            sockets(first).emit("news", 1);
            eventually().until(() -> toBob.contains("news"));
            eventually().until(() -> toAlice.containsAll(List.of("news", "message")));
            assertThat(toBob).doesNotContain("message");

            sockets(second).socketsJoin("crew").toCompletableFuture().join();
            eventually()
                    .until(() -> first.server().chat().server().of("/").rooms().contains("crew"));
            sockets(second).to("crew").emit("work");
            eventually().until(() -> toAlice.contains("work") && toBob.contains("work"));
            assertThat(first.get("/metrics").body()).containsPattern("parley_cluster_published_total [1-9]");
        }
    }

    @Test
    void servers_overOneRedisAndOneDatabase_shareTheChat() throws Exception {
        String database = System.getenv("PARLEY_POSTGRES_URL");
        assumeTrue(database != null, "PARLEY_POSTGRES_URL is needed");
        redis.start();
        String room = "room-" + UUID.randomUUID();
        try (TestServer first = server("first", "--store=" + database, "--rooms=" + room);
                TestServer second = server("second", "--store=" + database, "--rooms=" + room);
                ChatClient alice = ChatClient.connect(first, first.guest("Alice"));
                ChatClient bob = ChatClient.connect(second, second.guest("Bob"))) {
            awaitCluster(first, "connected");
            awaitCluster(second, "connected");
            List<String> toBob = bob.events();
            alice.join(room);
            bob.join(room);

            alice.ask("chatMessage", Map.of("room", room, "text", "hello"));

            eventually().until(() -> toBob.contains("message"));
            awaitChat(first, "connected", "certain");

            stopRedis();

            awaitChat(first, "disconnected", "uncertain");
            alice.ask("chatMessage", Map.of("room", room, "text", "still here"));
            assertThat(first.get("/metrics").body()).contains("parley_presence_certain 0.0");
        }
    }

    private static void awaitChat(TestServer server, String state, String presence) {
        eventually().untilAsserted(() -> {
            HttpResponse<String> ready = server.get("/readyz");
            assertThat(ready.body())
                    .contains("\"chatCluster\":\"" + state + '"')
                    .contains("\"presence\":\"" + presence + '"');
            assertThat(ready.statusCode()).isEqualTo(200);
        });
    }

    @Test
    void server_withoutRedis_servesAndJoinsWhenItComes() throws Exception {
        try (TestServer server = server("alone");
                ChatClient alice = ChatClient.connect(server, server.guest("Alice"))) {
            awaitCluster(server, "disconnected");
            assertThat(alice.join("Java").toString()).contains("Java");

            redis.start();

            awaitCluster(server, "connected");
        }
    }

    @Test
    void server_withTlsToARedisThatHasNone_servesAndSaysThatItIsAlone() throws Exception {
        redis.start();
        try (TestServer server =
                TestServer.start(folder.resolve("tls"), "--cluster=rediss://user:secret@127.0.0.1:" + redis.port())) {
            awaitCluster(server, "disconnected");
        }
    }
}
