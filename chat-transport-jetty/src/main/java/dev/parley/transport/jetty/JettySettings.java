package dev.parley.transport.jetty;

import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link JettyTransport}, see its builder. Immutable.
 *
 * @param jetty the version of Jetty to adapt to; null to detect it
 */
record JettySettings(
        @Nullable String host,
        int port,
        int acceptQueueSize,
        SslContextFactory.@Nullable Server tls,
        boolean http2,
        boolean cleartextHttp2,
        boolean compression,
        Duration idleTimeout,
        Duration requestTimeout,
        Duration closeTimeout,
        Duration stopTimeout,
        Duration abandonedPollCheck,
        @Nullable JettyVersion jetty,
        @Nullable Handler handler,
        @Nullable ThreadPool threadPool,
        Consumer<Server> customizer) {

    JettySettings on(JettyVersion version) {
        return new JettySettings(
                host,
                port,
                acceptQueueSize,
                tls,
                http2,
                cleartextHttp2,
                compression,
                idleTimeout,
                requestTimeout,
                closeTimeout,
                stopTimeout,
                abandonedPollCheck,
                version,
                handler,
                threadPool,
                customizer);
    }
}
