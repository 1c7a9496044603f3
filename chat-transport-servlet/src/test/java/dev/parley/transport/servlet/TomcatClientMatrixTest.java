package dev.parley.transport.servlet;

import dev.parley.clients.JavaClientChecks;
import dev.parley.clients.JavaMatrix;
import dev.parley.clients.MatrixServer;
import dev.parley.clients.NodeMatrix;
import dev.parley.conformance.Line;
import dev.parley.socketio.SocketServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The official clients on Tomcat, over polling, WebSocket, and polling with upgrade. */
@Tag("any-jdk")
final class TomcatClientMatrixTest {

    private static final MatrixServer SERVER = MatrixServer.start(SocketServer.builder(), TomcatBinding::new);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    @Line({133, 134, 153, 155, 156, 157, 158})
    List<DynamicTest> everyNodeClientOnEveryTransport_passesEveryCheck() throws Exception {
        return NodeMatrix.checks(TomcatBinding::new);
    }

    @TestFactory
    @Line({36, 53, 130})
    List<DynamicTest> javaClientOnEveryTransport_passesEveryCheck() {
        return JavaMatrix.tests(SERVER, "2.1.2", JavaClientChecks.class);
    }
}
