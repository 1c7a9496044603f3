package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.engineio.EngineServer;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;
import dev.parley.transport.jetty.JettyTransport;
import org.junit.jupiter.api.Test;

final class JettyRestartTest {

    private static EngineServer engine() {
        return new EngineServer(EngineOptions.builder().path("/engine.io/").build(), new EngineListener() {
            @Override
            public SessionListener onSession(Session session) {
                return new SessionListener() {
                    @Override
                    public void onMessage(Frame message, Completion handled) {
                        handled.succeed();
                    }

                    @Override
                    public void onClose(CloseReason reason, String description) {}
                };
            }

            @Override
            public void onConnectionError(ConnectionError error) {}
        });
    }

    @Test
    @Line({141, 142})
    void restart_onTheSamePort_takesClientsAgain() {
        int port = 0;
        for (int round = 0; round < 3; round++) {
            JettyTransport transport =
                    JettyTransport.builder().port(port).build().start(engine());
            port = transport.port();
            try (SocketWireClient client = new SocketWireClient(port)) {
                WireSocket socket = client.webSocket(EngineHarness.WEBSOCKET);
                assertThat(socket.awaitText()).startsWith("0{");
                transport.close();
                assertThat(socket.awaitClose()).isEqualTo(1001);
            }
        }
    }
}
