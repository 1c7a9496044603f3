package dev.parley.example.snippets;

import dev.parley.socketio.SocketServer;
import dev.parley.transport.jetty.JettyTransport;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;

final class InYourJettyServer {

    private InYourJettyServer() {}

    static Server create(int port, SocketServer io, Handler yours) {
        Server server = new Server(port);
        server.setHandler(new Handler.Sequence(JettyTransport.builder().build().handler(io), yours));
        server.setStopTimeout(5_000);
        return server;
    }
}
