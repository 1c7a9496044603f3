package dev.parley.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.clients.MatrixServer.Binding;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.packet.MsgpackCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;

/** Official JavaScript clients of several versions, over polling, WebSocket, and polling with upgrade. */
public final class NodeMatrix {

    private static final List<String> CLIENTS = List.of(
            "4.8.4",
            "4.0.2",
            "3.1.3",
            "2.5.0",
            "4.8.4 msgpack",
            "4.8.4 base64",
            "3.1.3 base64",
            "2.5.0 base64",
            "4.8.4 recovering");
    private static final List<String> CLOSED_CLIENTS = List.of("2.5.0", "3.1.3", "4.0.2", "4.5.4", "4.8.4");
    private static final int TRANSPORTS = 3;
    /** Ways to end a connection, each by polling, WebSocket, and at twelve moments during an upgrade. */
    private static final int CLOSINGS = 7 * 14;
    /** For every client but the recovering one. */
    private static final int CHECKS = 11;
    /** Retries with two of the clients, recovery and its refusal with one. */
    private static final int SPECIAL_CHECKS = 4;

    private NodeMatrix() {}

    /** Every client passes every check on every transport. */
    public static List<DynamicTest> checks(Function<SocketServer, Binding> start) throws Exception {
        NodeProject project = NodeProject.installed();
        JsonNode report;
        try (MatrixServer json = MatrixServer.start(SocketServer.builder(), start);
                MatrixServer msgpack = MatrixServer.start(SocketServer.builder().codec(MsgpackCodec.create()), start);
                MatrixServer recovering =
                        MatrixServer.start(SocketServer.builder().recovery(Duration.ofMinutes(2), false), start)) {
            report = new ObjectMapper()
                    .readTree(project.report(
                            "matrix.js", json.url(), msgpack.url(), recovering.url(), String.join(",", CLIENTS)));
        }
        assertThat(report).hasSize(((CLIENTS.size() - 1) * CHECKS + SPECIAL_CHECKS) * TRANSPORTS);
        return tests(report);
    }

    /** What was sent before the end arrives, and the end once, with the reason of the reference. */
    public static List<DynamicTest> closings(Function<SocketServer, Binding> start) throws Exception {
        NodeProject project = NodeProject.installed();
        JsonNode report;
        try (MatrixServer server = MatrixServer.start(SocketServer.builder(), start)) {
            report = new ObjectMapper()
                    .readTree(project.report("closing.js", server.url(), String.join(",", CLOSED_CLIENTS)));
        }
        assertThat(report).hasSize(CLOSED_CLIENTS.size() * CLOSINGS);
        return tests(report);
    }

    private static List<DynamicTest> tests(JsonNode report) {
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
