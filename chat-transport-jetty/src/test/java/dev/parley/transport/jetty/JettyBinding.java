package dev.parley.transport.jetty;

import dev.parley.clients.MatrixServer;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import java.util.Objects;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/** The server of the real clients, on Jetty. */
final class JettyBinding implements MatrixServer.Binding {

    private final JettyTransport transport;
    private volatile @Nullable Server server;

    JettyBinding(SocketServer io) {
        transport = JettyTransport.builder()
                .port(0)
                .customize(starting -> server = starting)
                .build()
                .start(io);
    }

    static MatrixServer serve(SocketServerBuilder builder) {
        return MatrixServer.start(builder, JettyBinding::new);
    }

    @Override
    public int port() {
        return transport.port();
    }

    @Override
    public void drop() {
        for (Connector connector : Objects.requireNonNull(server).getConnectors()) {
            connector.getConnectedEndPoints().forEach(EndPoint::close);
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
