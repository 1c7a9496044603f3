package dev.parley.transport.jetty;

import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** Enables HTTP/2. Its libraries are optional, so this class must only be loaded if HTTP/2 is enabled. */
final class Http2 {

    private Http2() {}

    static ConnectionFactory cleartext(HttpConfiguration http) {
        return withWebSocket(new HTTP2CServerConnectionFactory(http));
    }

    static List<ConnectionFactory> negotiated(HttpConfiguration http, String fallback) {
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(fallback);
        return List.of(alpn, withWebSocket(new HTTP2ServerConnectionFactory(http)));
    }

    private static ConnectionFactory withWebSocket(AbstractHTTP2ServerConnectionFactory factory) {
        factory.setConnectProtocolEnabled(true);
        return factory;
    }
}
