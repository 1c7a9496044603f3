package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clients.NodeProject;
import dev.parley.socketio.SocketServer;
import org.junit.jupiter.api.Test;

/** The three lines with which a team begins. */
final class SeedProgramTest {

    @Test
    void threeLineServer_twoOfficialClients_bothHearTheMessage() throws Exception {
        NodeProject project = NodeProject.installed();

        SocketServer io = SocketServer.create();
        io.onConnection(socket -> socket.on("chat message", String.class, text -> io.emit("chat message", text)));
        try (JettyTransport transport = JettyTransport.builder().port(0).build().start(io)) {
            String report = project.report("seed.js", "http://localhost:" + transport.port());

            assertThat(report).isEqualTo("[\"hello all\",\"hello all\"]");
        }
    }
}
