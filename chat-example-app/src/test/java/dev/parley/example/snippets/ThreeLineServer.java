package dev.parley.example.snippets;

import dev.parley.socketio.SocketServer;
import dev.parley.transport.jetty.JettyTransport;

final class ThreeLineServer {

    private ThreeLineServer() {}

    static JettyTransport start(int port) {
        SocketServer io = SocketServer.create();
        io.onConnection(socket -> socket.on("chat message", String.class, text -> io.emit("chat message", text)));
        return JettyTransport.builder().port(port).build().start(io);
    }
}
