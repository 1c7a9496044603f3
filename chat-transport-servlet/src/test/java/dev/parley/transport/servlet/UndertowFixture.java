package dev.parley.transport.servlet;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.transport.TransportHandler;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/** The servlet in an Undertow on a port of its own, with clients over TCP. */
final class UndertowFixture implements TransportFixture {

    private final Undertow undertow;
    private final DeploymentManager manager;
    private final SocketWireClient client;

    private UndertowFixture(Undertow undertow, DeploymentManager manager) {
        this.undertow = undertow;
        this.manager = manager;
        InetSocketAddress address =
                (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        this.client = new SocketWireClient(address.getPort());
    }

    static UndertowFixture start(TransportHandler handler) {
        ParleyServlet servlet = new ParleyServlet(
                handler,
                ParleyServletOptions.builder()
                        .closeTimeout(Duration.ofSeconds(2))
                        .stopTimeout(Duration.ofMillis(500))
                        .build());
        ServletContainerInitializer initializer = (types, context) -> ParleyServlet.register(context, servlet);
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowFixture.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("parley")
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        initializer.getClass().asSubclass(ServletContainerInitializer.class),
                        new ImmediateInstanceFactory<>(initializer),
                        Set.of()));
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        try {
            Undertow undertow = Undertow.builder()
                    .addHttpListener(0, "localhost")
                    .setHandler(manager.start())
                    .build();
            undertow.start();
            return new UndertowFixture(undertow, manager);
        } catch (ServletException failure) {
            throw new IllegalStateException(failure);
        }
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
            manager.stop();
        } catch (ServletException failure) {
            throw new IllegalStateException(failure);
        } finally {
            manager.undeploy();
            undertow.stop();
        }
    }
}
