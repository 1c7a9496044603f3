package dev.parley.transport.servlet;

import dev.parley.clients.TestCertificate;
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
import javax.net.SocketFactory;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** The servlet in a Tomcat on a port of its own, with clients over TCP. */
public final class TomcatFixture implements TransportFixture {

    private final Tomcat tomcat;
    private final SocketWireClient client;

    private TomcatFixture(Tomcat tomcat, SocketFactory sockets) {
        this.tomcat = tomcat;
        this.client = new SocketWireClient(port(), sockets);
    }

    /** Starts a container with the servlet in its root context. */
    public static TomcatFixture start(TransportHandler handler) {
        return start(handler, "", tomcat -> {});
    }

    /** Starts a container with the servlet in a context. */
    static TomcatFixture start(TransportHandler handler, String contextPath, Consumer<Tomcat> customizer) {
        return start(handler, contextPath, customizer, SocketFactory.getDefault());
    }

    /** Starts a container whose only connector has TLS. */
    static TomcatFixture startSecure(TransportHandler handler, TestCertificate certificate) throws Exception {
        SSLHostConfig hosts = new SSLHostConfig();
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(hosts, SSLHostConfigCertificate.Type.EC);
        own.setCertificateKeystoreFile(certificate.keyStore().toAbsolutePath().toString());
        own.setCertificateKeystorePassword(TestCertificate.PASSWORD);
        hosts.addCertificate(own);
        return start(
                handler,
                "",
                tomcat -> {
                    Connector connector = tomcat.getConnector();
                    connector.setScheme("https");
                    connector.setSecure(true);
                    connector.setProperty("SSLEnabled", "true");
                    connector.addSslHostConfig(hosts);
                },
                certificate.context().getSocketFactory());
    }

    private static TomcatFixture start(
            TransportHandler handler, String contextPath, Consumer<Tomcat> customizer, SocketFactory sockets) {
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
        return new TomcatFixture(tomcat, sockets);
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
    public boolean secure() {
        return tomcat.getConnector().getSecure();
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
