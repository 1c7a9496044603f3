package dev.parley.transport.jetty;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Creates the connector of a stand-alone server. */
final class Connectors {

    /** How long an idle connection delays the stop. */
    private static final Duration SHUTDOWN_IDLE = Duration.ofMillis(250);

    /**
     * The engine serves everything below its path, including {@code /socket.io//}; {@link EngineHandler} keeps other
     * paths strict.
     */
    private static final UriCompliance EMPTY_SEGMENTS =
            UriCompliance.DEFAULT.with("PARLEY", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT);

    private Connectors() {}

    static ServerConnector add(Server server, JettySettings settings) {
        ServerConnector connector = new DirectReads(
                server, settings.requestTimeout(), factories(settings).toArray(ConnectionFactory[]::new));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(settings.acceptQueueSize());
        connector.setIdleTimeout(Scheduler.millis(settings.idleTimeout()));
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE.toMillis());
        server.addConnector(connector);
        return connector;
    }

    private static List<ConnectionFactory> factories(JettySettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // A cache of header fields takes 100 kB of heap for each connection that sends a second request.
        http.setHeaderCacheSize(0);
        http.setUriCompliance(EMPTY_SEGMENTS);
        http.addCustomizer(DirectReads::headArrived);
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        List<ConnectionFactory> factories = new ArrayList<>(List.of(http1));
        SslContextFactory.Server tls = settings.tls();
        if (tls == null) {
            if (settings.cleartextHttp2()) {
                factories.add(Http2.cleartext(http));
            }
            return factories;
        }
        // Verifying the certificate's names is up to the client; a server may be reached by other names too.
        http.addCustomizer(new SecureRequestCustomizer(false));
        if (settings.http2()) {
            factories.addAll(0, Http2.negotiated(http, http1.getProtocol()));
        }
        factories.add(0, new SslConnectionFactory(tls, factories.get(0).getProtocol()));
        return factories;
    }
}
