package dev.parley.benchmark.peer;

import dev.parley.socketio.SocketServer;
import dev.parley.transport.servlet.ParleyServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * The minimal application in Tomcat. Arguments: those of {@link MinimalApplication}. Tomcat has its defaults, but for the
 * number of connections, so that no scenario reaches it, and the number of requests on one, which polling would.
 */
public final class ParleyTomcatPeer {
    private ParleyTomcatPeer() {}

    public static void main(String[] args) throws IOException, LifecycleException {
        SocketServer io = MinimalApplication.create(args);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "-1");
        connector.setProperty("maxKeepAliveRequests", "-1");
        // As Jetty's default; Tomcat's own of 100 refuses connects of a storm.
        connector.setProperty("acceptCount", "4096");
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(
                (types, servletContext) -> ParleyServlet.register(servletContext, io), Set.of());
        tomcat.start();
        PeerControl.serve(connector.getLocalPort());
    }
}
