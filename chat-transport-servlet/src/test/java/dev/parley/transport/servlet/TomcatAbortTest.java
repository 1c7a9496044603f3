package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.WebSocketConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tomcat notices by itself that a connection was closed only when it has something to do with it. */
final class TomcatAbortTest {

    @Test
    void abort_clientTakesNothing_freesTheConnection() {
        BlockingQueue<WebSocketConnection> connections = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            connections.add(connection);
                            return new StubPeer(connection, false);
                        },
                        () -> {}));
        BlockingQueue<Tomcat> containers = new LinkedBlockingQueue<>();
        try (TomcatFixture fixture = TomcatFixture.start(handler, "", containers::add)) {
            Tomcat container = StubPeer.take(containers);
            WireSocket socket = fixture.client().webSocket("/engine/");
            WebSocketConnection connection = StubPeer.take(connections);
            socket.pause();
            // The client stops reading behind the message that it is waiting for.
            connection.send(
                    List.of(Frame.text("last"), Frame.binary(ByteBuffer.allocate(40_000_000))), Completion.NONE);
            // One more than are open: it is counted before it is accepted.
            awaitConnections(container, 2);

            connection.abort();

            awaitConnections(container, 1);
            assertThat(socket.isClosed()).isFalse();
        }
    }

    private static void awaitConnections(Tomcat tomcat, long count) {
        AbstractProtocol<?> protocol =
                (AbstractProtocol<?>) tomcat.getConnector().getProtocolHandler();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> protocol.getConnectionCount() == count);
    }
}
