package dev.parley.transport.servlet;

import dev.parley.time.SystemScheduler;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.websocket.OpeningHandshake;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the engine in a servlet container (Servlet 6.0 or newer), on the container's port and behind its filters: long
 * polling with asynchronous requests, WebSocket with {@code HttpUpgradeHandler}. No thread is occupied by a pending
 * poll, a slow client, or a client whose messages are not handled yet.
 *
 * <p>{@link #register} adds it to a context. If registered otherwise, asynchronous requests must be enabled, and it
 * must be mapped to the engine's path and everything below, such as {@code /socket.io/*}; filters before it must
 * support them too.
 *
 * <p>Tested with Tomcat 10.1 and 11 and with Undertow 2.3. On Jetty it refuses to start, because Jetty's upgraded
 * streams do not call back; use {@code chat-transport-jetty} there.
 *
 * <p>Limitations of containers: permessage-deflate is declined, and a client that abandons a pending poll is only
 * detected by the heartbeat.
 */
public final class ParleyServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ParleyServlet.class);

    private final transient TransportHandler handler;
    private final transient ParleyServletOptions options;
    private transient @Nullable SystemScheduler scheduler;
    private transient @Nullable ServletSettings settings;

    /**
     * Creates a servlet with the default options.
     *
     * @param handler the handler to serve, such as a {@code SocketServer} or a {@code ChatEngine}
     */
    public ParleyServlet(TransportHandler handler) {
        this(handler, ParleyServletOptions.builder().build());
    }

    /**
     * Creates a servlet.
     *
     * @param handler the handler to serve, such as a {@code SocketServer} or a {@code ChatEngine}
     * @param options the options
     */
    public ParleyServlet(TransportHandler handler, ParleyServletOptions options) {
        this.handler = Objects.requireNonNull(handler, "handler");
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * Adds a servlet to a context that is starting: mapped to the engine's path, asynchronous, loaded on startup.
     *
     * @param context the context
     * @param handler the handler to serve
     * @return the registration, for more mappings or security
     */
    public static ServletRegistration.Dynamic register(ServletContext context, TransportHandler handler) {
        return register(context, new ParleyServlet(handler));
    }

    /**
     * Adds a servlet to a context that is starting: mapped to the engine's path, asynchronous, loaded on startup.
     *
     * @param context the context
     * @param servlet the servlet
     * @return the registration, for more mappings or security
     */
    public static ServletRegistration.Dynamic register(ServletContext context, ParleyServlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet("parley", servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        String path = servlet.handler.path();
        registration.addMapping(path.endsWith("/") ? path + "*" : path + "/*");
        return registration;
    }

    @Override
    public void init() throws ServletException {
        String container = Objects.requireNonNullElse(getServletContext().getServerInfo(), "");
        if (container.toLowerCase(Locale.ROOT).startsWith("jetty")) {
            throw new UnavailableException("chat-transport-servlet does not work on " + container
                    + ": use JettyTransport.handler of chat-transport-jetty in front of the context");
        }
        SystemScheduler own = new SystemScheduler("parley-servlet-timer");
        scheduler = own;
        settings = new ServletSettings(
                options.maxWriteBytes(),
                options.closeTimeout(),
                own,
                ConnectionCloser.of(container),
                ConcurrentHashMap.newKeySet());
        LOG.atInfo()
                .addKeyValue("path", handler.path())
                .addKeyValue("container", container)
                .log("serving");
    }

    /** Shuts the engine down: pending polls are answered and sockets notified, within {@link ParleyServletOptions#stopTimeout}. */
    @Override
    public void destroy() {
        Duration limit = options.stopTimeout();
        try {
            handler.shutdown().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.info("connections were cut off when the stop timeout had passed");
        } catch (ExecutionException failure) {
            LOG.warn("the engine did not shut down in good order", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            // Containers do not report the end of every connection that they cut off.
            ServletSettings shared = settings;
            if (shared != null) {
                shared.sockets().forEach(ServletSocket::abort);
            }
            SystemScheduler own = scheduler;
            if (own != null) {
                own.close();
            }
            LOG.info("stopped");
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getAttribute(ServletUpgrade.ATTRIBUTE) instanceof ServletUpgrade decided) {
            decided.settle(response);
            return;
        }
        String literal =
                request.getRequestURI().substring(request.getContextPath().length());
        if (!handler.accepts(literal)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String path;
        try {
            path = decoded(literal);
        } catch (IllegalArgumentException malformed) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        if (!request.isAsyncSupported()) {
            throw new ServletException(
                    "asynchronous requests are not allowed for this servlet or for a filter before it: "
                            + "setAsyncSupported(true)");
        }
        RequestInfo info = describe(request, path);
        ServletSettings shared = Objects.requireNonNull(settings, "not started");
        if (OpeningHandshake.isUpgrade(info)) {
            ServletUpgrade upgrade = new ServletUpgrade(info, request, handler.maxMessageBytes(), shared);
            handler.onUpgrade(upgrade);
            upgrade.settle(response);
        } else {
            OpeningHandshake.refusal(info).forEach(response::setHeader);
            handler.onHttp(new ServletExchange(info, request.startAsync(), shared.scheduler()));
        }
    }

    /** A plus sign in a path is literal. */
    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static RequestInfo describe(HttpServletRequest request, String path) {
        List<String> lines = new ArrayList<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                lines.add(name);
                lines.add(value);
            }
        }
        return RequestInfo.of(
                        request.getMethod(),
                        path,
                        Objects.requireNonNullElse(request.getQueryString(), ""),
                        HttpHeaders.of(lines.toArray(String[]::new)),
                        Objects.requireNonNullElse(request.getRemoteAddr(), ""),
                        request.isSecure())
                .withPrincipal(request.getUserPrincipal());
    }
}
