package dev.parley.transport.jetty;

import dev.parley.clients.NodeMatrix;
import dev.parley.conformance.Line;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Official JavaScript clients of several versions, over polling, WebSocket, and polling with upgrade. */
@Tag("any-jdk")
final class NodeClientMatrixTest {

    @TestFactory
    @Line({133, 134, 153, 155, 156, 157, 158})
    List<DynamicTest> everyClientOnEveryTransport_passesEveryCheck() throws Exception {
        return NodeMatrix.checks(JettyBinding::new);
    }

    /** What was sent before the end arrives, and the end once, with the reason of the reference. */
    @TestFactory
    @Line({36, 53, 130, 156, 157})
    List<DynamicTest> everyClientOnEveryTransport_closedInEveryWay_missesNothing() throws Exception {
        return NodeMatrix.closings(JettyBinding::new);
    }
}
