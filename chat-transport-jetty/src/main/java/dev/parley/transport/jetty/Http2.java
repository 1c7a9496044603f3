package dev.parley.transport.jetty;

import java.nio.channels.Channel;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

/** All that needs the HTTP/2 libraries, which are optional: what it refers to is loaded only when HTTP/2 is spoken. */
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

    /**
     * Forgets the stream of a closed WebSocket. Jetty keeps a stream whose end was not read until the whole connection
     * ends, and waits for it when it stops. Does nothing over HTTP/1.1.
     */
    static void release(EndPoint endPoint) {
        if (!(endPoint.getTransport() instanceof Channel)) {
            Streams.remove(endPoint.getTransport());
        }
    }

    private static final class Streams {

        static void remove(Object transport) {
            if (transport instanceof Stream stream && stream.getSession() instanceof HTTP2Session session) {
                session.removeStream(stream);
            }
        }
    }
}
