package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.clients.NodeMembers;
import dev.parley.cluster.Clustering;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.ClusterClient;
import dev.parley.testkit.cluster.ClusterServer;
import dev.parley.testkit.cluster.RecoveryContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/** Clients that lost the connection to a server of Node return to one of Parley, and the other way round. */
@Tag("any-jdk")
final class NodeRecoveryTest {

    private static final String STREAM = "node-recovery";

    /** A test in one version of the adapter. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @ExtendWith(LeakCheck.class)
    abstract static class InOneVersion {

        private final String adapter;
        private final Dialect dialect;
        private RedisServer redis;
        private NodeMembers node;
        private RedisStreams bus;
        private ClusterServer java;

        InOneVersion(String adapter, Dialect dialect) {
            this.adapter = adapter;
            this.dialect = dialect;
        }

        @BeforeAll
        void start() throws Exception {
            redis = RedisServer.start();
            String window = String.valueOf(RecoveryContract.WINDOW.toMillis());
            node = NodeMembers.start(adapter, String.valueOf(redis.port()), STREAM, window);
        }

        @AfterAll
        void stop() {
            if (node != null) {
                node.close();
            }
            if (redis != null) {
                redis.close();
            }
        }

        @BeforeEach
        void connect() {
            bus = RedisStreams.connect(RedisStreamsOptions.builder()
                    .url(redis.url())
                    .streamName(STREAM)
                    .channelPrefix(STREAM)
                    .dialect(dialect)
                    .patience(Duration.ofMinutes(1))
                    .build());
            AdapterContract.Node member = new AdapterContract.Node() {

                @Override
                public Clustering adapter() {
                    return Clustering.over(bus).sharedData(AdapterContract.NAME);
                }

                @Override
                public void cut() {
                    throw new AssertionError("nobody is cut off");
                }

                @Override
                public void mend() {
                    throw new AssertionError("nobody is cut off");
                }
            };
            java = ClusterServer.start(member, options -> options.recovery(RecoveryContract.WINDOW, false));
            java.join("/");
        }

        @AfterEach
        void disconnect() {
            bus.close();
        }

        private void awaitSession(String pid) {
            eventually(() -> {
                try (Jedis jedis = redis.jedis()) {
                    return jedis.exists("sio:session:" + pid);
                }
            });
        }

        private void emitByNode(String to, String event) throws Exception {
            node.run(0, "emit", "to", to.isEmpty() ? List.of() : List.of(to), "event", NodeMember.json(event));
        }

        @Test
        void lostByNode_returnsToParley_withWhatItMissedAndItsState() throws Exception {
            String id = node.run(0, "connect", "name", "c").asText();
            node.run(0, "join", "socket", id, "rooms", List.of("r"));
            node.run(0, "set", "socket", id, "key", "name", "value", "Ann");
            java.io().emit("seen");
            node.run(0, "next", "name", "c");
            ClusterClient end = java.client();
            JsonNode lost = node.run(0, "lose", "name", "c");
            awaitSession(lost.get("pid").asText());
            java.io().to("r").emit("missed", 1);
            emitByNode("r", "[\"missed\",2]");
            emitByNode("other", "[\"not mine\"]");
            java.io().to(id).emit("missed", 3).flushed().toCompletableFuture().join();
            emitByNode("", "[\"missed\",4]");
            end.expectNumbered("42[\"missed\",4]");

            ClusterClient back = java.returning(
                    "/", lost.get("pid").asText(), lost.get("offset").asText());

            assertThat(back.missed())
                    .containsExactlyInAnyOrder(
                            "42[\"missed\",1]", "42[\"missed\",2]", "42[\"missed\",3]", "42[\"missed\",4]");
            assertThat(back.socket().recovered()).isTrue();
            assertThat(back.socket().id()).isEqualTo(id);
            assertThat(back.socket().rooms()).containsExactlyInAnyOrder(id, "r");
            assertThat(back.socket().get(AdapterContract.NAME)).isEqualTo("Ann");
            emitByNode(id, "[\"live\"]");
            back.expectNumbered("42[\"live\"]");
        }

        @Test
        void lostByParley_returnsToNode_withWhatItMissedAndItsState() throws Exception {
            ClusterClient first = java.client();
            String id = first.socket().id();
            first.socket().join("r");
            first.socket().set(AdapterContract.NAME, "Ann");
            first.socket().set(AdapterContract.SECRET, "do not tell");
            emitByNode("", "[\"seen\"]");
            first.expectNumbered("42[\"seen\"]").lose();
            awaitSession(first.pid());
            java.io().to("r").emit("missed", 1);
            java.io().to("other").emit("not mine");
            first.socket().emit("missed", 2).flushed().toCompletableFuture().join();
            ClusterClient end = java.client();
            java.io().to(end.socket().id()).emit("end");
            end.expectNumbered("42[\"end\"]");

            JsonNode back =
                    node.run(1, "back", "name", "d", "pid", first.pid(), "offset", String.valueOf(first.offset()));

            assertThat(back.get("recovered").asBoolean()).isTrue();
            assertThat(back.get("id").asText()).isEqualTo(id);
            assertThat(node.run(1, "next", "name", "d").get(1).asInt()).isEqualTo(1);
            assertThat(node.run(1, "next", "name", "d").get(1).asInt()).isEqualTo(2);
            assertThat(NodeMember.texts(node.run(1, "rooms", "socket", id))).containsExactlyInAnyOrder(id, "r");
            assertThat(node.run(1, "data", "socket", id).toString()).isEqualTo("{\"name\":\"Ann\"}");
            java.io().to(id).emit("live");
            assertThat(node.run(1, "next", "name", "d").get(0).asText()).isEqualTo("live");
            JsonNode lost = node.run(1, "lose", "name", "d");
            awaitSession(lost.get("pid").asText());

            ClusterClient again = java.returning(
                    "/", lost.get("pid").asText(), lost.get("offset").asText());

            assertThat(again.missed()).isEmpty();
            assertThat(again.socket().recovered()).isTrue();
            assertThat(again.socket().id()).isEqualTo(id);
        }
    }

    @Nested
    final class WithV03 extends InOneVersion {
        WithV03() {
            super("adapter-0.3.1", Dialect.V0_3);
        }
    }

    @Nested
    final class WithV02 extends InOneVersion {
        WithV02() {
            super("adapter-0.2.3", Dialect.V0_2);
        }
    }
}
