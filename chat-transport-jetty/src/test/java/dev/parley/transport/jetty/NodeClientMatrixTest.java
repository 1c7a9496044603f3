package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.packet.MsgpackCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Official JavaScript clients of several versions, over polling, WebSocket, and polling with upgrade. */
final class NodeClientMatrixTest {

    private static final List<String> CLIENTS = List.of("4.8.4", "4.0.2", "3.1.3", "4.8.4 msgpack");
    private static final int TRANSPORTS = 3;
    private static final int CHECKS = 10;

    @TestFactory
    List<DynamicTest> everyClientOnEveryTransport_passesEveryCheck() throws Exception {
        NodeProject project = NodeProject.installed();
        JsonNode report;
        try (MatrixServer json = MatrixServer.start(SocketServer.builder());
                MatrixServer msgpack = MatrixServer.start(SocketServer.builder().codec(MsgpackCodec.create()))) {
            report = new ObjectMapper()
                    .readTree(project.report("matrix.js", json.url(), msgpack.url(), String.join(",", CLIENTS)));
        }
        assertThat(report).hasSize(CLIENTS.size() * TRANSPORTS * CHECKS);
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode entry : report) {
            String name = String.join(
                    " · ",
                    entry.get("client").asText(),
                    entry.get("transport").asText(),
                    entry.get("check").asText());
            tests.add(DynamicTest.dynamicTest(
                    name, () -> assertThat(entry.get("error").asText("")).isEmpty()));
        }
        return tests;
    }
}
