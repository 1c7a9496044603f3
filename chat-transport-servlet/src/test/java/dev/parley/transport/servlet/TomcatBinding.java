package dev.parley.transport.servlet;

import dev.parley.clients.MatrixServer;
import dev.parley.socketio.SocketServer;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The server of the real clients, in Tomcat, behind a proxy that can cut connections. */
final class TomcatBinding implements MatrixServer.Binding {

    private final TomcatFixture tomcat;
    private final CuttableProxy proxy;

    TomcatBinding(SocketServer io) {
        tomcat = TomcatFixture.start(io);
        proxy = new CuttableProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), tomcat.port()));
    }

    @Override
    public int port() {
        return proxy.port();
    }

    @Override
    public void drop() {
        proxy.drop();
    }

    @Override
    public void close() {
        proxy.cut();
        tomcat.close();
    }
}
