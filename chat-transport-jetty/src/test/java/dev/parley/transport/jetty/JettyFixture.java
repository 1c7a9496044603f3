package dev.parley.transport.jetty;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.transport.TransportHandler;
import java.time.Duration;

/** Jetty on a port of its own, with clients over TCP. */
public final class JettyFixture implements TransportFixture {

    private final JettyTransport transport;
    private final SocketWireClient client;

    private JettyFixture(JettyTransport transport) {
        this.transport = transport;
        this.client = new SocketWireClient(transport.port());
    }

    /** Starts a server that looks for abandoned polls often. */
    public static JettyFixture start(TransportHandler handler) {
        return start(handler, JettyTransport.builder());
    }

    static JettyFixture start(TransportHandler handler, JettyTransport.Builder builder) {
        return new JettyFixture(builder.port(0)
                .abandonedPollCheck(Duration.ofMillis(20))
                .stopTimeout(Duration.ofMillis(500))
                .build()
                .start(handler));
    }

    @Override
    public WireClient client() {
        return client;
    }

    @Override
    public boolean overNetwork() {
        return true;
    }

    @Override
    public void close() {
        client.close();
        transport.close();
    }
}
