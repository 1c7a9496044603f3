package dev.parley.transport.jetty;

import java.nio.channels.Channel;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.io.EndPoint;

/** Clean-up for WebSockets over HTTP/2. Works on any connection, even without the HTTP/2 libraries. */
final class Http2Streams {

    private Http2Streams() {}

    /**
     * Removes the stream of a closed WebSocket. Jetty keeps a stream whose end was not read until the whole connection
     * ends, and waits for it on stop. Does nothing over HTTP/1.1.
     */
    static void release(EndPoint endPoint) {
        Object transport = endPoint.getTransport();
        if (transport != null && !(transport instanceof Channel)) {
            Removal.of(transport);
        }
    }

    /** Refers to HTTP/2, so it is loaded only if there is a stream. */
    private static final class Removal {

        static void of(Object transport) {
            if (transport instanceof Stream stream && stream.getSession() instanceof HTTP2Session session) {
                session.removeStream(stream);
            }
        }
    }
}
