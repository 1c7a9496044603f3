package dev.parley.transport.servlet;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.transport.TransportHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** The servlet in a Tomcat on a port of its own, with clients over TCP. */
public final class TomcatFixture implements TransportFixture {

    private final Tomcat tomcat;
    private final SocketWireClient client;

    private TomcatFixture(Tomcat tomcat) {
        this.tomcat = tomcat;
        this.client = new SocketWireClient(port());
    }

    /** Starts a container with the servlet in its root context. */
    public static TomcatFixture start(TransportHandler handler) {
        return start(handler, "", tomcat -> {});
    }

    /** Starts a container with the servlet in a context. */
    static TomcatFixture start(TransportHandler handler, String contextPath, Consumer<Tomcat> customizer) {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder().toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext(contextPath, null);
        ParleyServlet servlet = new ParleyServlet(
                handler,
                ParleyServletOptions.builder()
                        .closeTimeout(Duration.ofSeconds(2))
                        .stopTimeout(Duration.ofMillis(500))
                        .build());
        context.addServletContainerInitializer(
                (types, servletContext) -> ParleyServlet.register(servletContext, servlet), Set.of());
        customizer.accept(tomcat);
        try {
            tomcat.start();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
        return new TomcatFixture(tomcat);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("tomcat");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
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
    public boolean noticesAbandonedPolls() {
        return false;
    }

    @Override
    public void close() {
        client.close();
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
