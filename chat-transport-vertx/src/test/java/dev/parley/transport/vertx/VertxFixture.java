package dev.parley.transport.vertx;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.transport.TransportHandler;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/** The transport on a port of its own, with clients over TCP. */
public final class VertxFixture implements TransportFixture {

    /** For all servers: starting and ending one for each test takes most of its time. */
    private static final Vertx SHARED = Vertx.vertx();

    private final VertxTransport transport;
    private final SocketWireClient client;

    private VertxFixture(VertxTransport transport) {
        this.transport = transport;
        this.client = new SocketWireClient(transport.port());
    }

    /** Starts a server. */
    public static VertxFixture start(TransportHandler handler) {
        return start(handler, builder -> {});
    }

    /** Starts a server with other settings. */
    static VertxFixture start(TransportHandler handler, Consumer<VertxTransport.Builder> customizer) {
        VertxTransport.Builder builder = VertxTransport.builder()
                .vertx(SHARED)
                .port(0)
                .closeTimeout(Duration.ofSeconds(2))
                .stopTimeout(Duration.ofMillis(500));
        customizer.accept(builder);
        return new VertxFixture(builder.build().start(handler));
    }

    int port() {
        return transport.port();
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
