package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.clients.NodeProject;
import dev.parley.socketio.SocketServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Official clients that compress, in several ways, beside some that do not. */
@Tag("any-jdk")
final class NodeDeflateTest {

    private static final int CLIENTS = 6;
    private static final int MESSAGES = 3 * CLIENTS;

    @Test
    void broadcast_toClientsThatCompressAndOthers_reachesAllUnchanged() throws Exception {
        NodeProject project = NodeProject.installed();
        SocketServer io =
                SocketServer.builder().engine(engine -> engine.allowEio3(true)).build();
        io.onConnection(socket ->
                socket.on("say", event -> io.emit("said", event.values().toArray())));
        JsonNode report;
        try (JettyTransport transport =
                JettyTransport.builder().port(0).compression(true).build().start(io)) {
            report = new ObjectMapper().readTree(project.report("deflate.js", "http://localhost:" + transport.port()));
        }

        List<String> compressing = new ArrayList<>();
        for (JsonNode client : report) {
            assertThat(client.get("events"))
                    .as(client.toString())
                    .map(JsonNode::asText)
                    .isEqualTo(IntStream.range(0, MESSAGES)
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(client.get("inOrder").asBoolean()).as(client.toString()).isTrue();
            if (client.get("deflate").asBoolean()) {
                compressing.add(client.get("name").asText());
            }
        }
        assertThat(report).hasSize(CLIENTS);
        assertThat(compressing).containsExactly("4.8.4 deflate", "4.8.4 deflate without context", "2.5.0 deflate");
    }
}
