package dev.parley.transport.jetty;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.core.WebSocketConstants;
import org.jspecify.annotations.Nullable;

/** Passes accepted requests to the engine. Its own state is created on start and dropped on stop, by Jetty's lifecycle. */
final class EngineHandler extends Handler.Abstract.NonBlocking implements Graceful {

    private final TransportHandler engine;
    private final boolean ownServer;
    private final WebSockets webSockets;
    private final PollWatch watch;
    /** Whether the server has started; a failed start must not shut down the engine, which may be served on another port. */
    private volatile boolean live;

    private volatile boolean shuttingDown;

    EngineHandler(TransportHandler engine, JettySettings settings, boolean ownServer) {
        this.engine = engine;
        this.ownServer = ownServer;
        this.webSockets = new WebSockets(settings);
        this.watch = new PollWatch(settings.abandonedPollCheck());
    }

    @Override
    protected void doStart() throws Exception {
        Server server = getServer();
        webSockets.start(server);
        watch.start(server.getScheduler(), server.getThreadPool());
        live = server.isStarted();
        shuttingDown = false;
        server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle event) {
                live = true;
            }
        });
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        if (!shuttingDown) {
            shutdown();
        }
        super.doStop();
        watch.stop();
        webSockets.stop();
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        shuttingDown = true;
        return live ? engine.shutdown().toCompletableFuture() : CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isShutdown() {
        return shuttingDown;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String literal = literalPath(request);
        if (literal == null || !engine.accepts(literal)) {
            return refusesEmptySegments(request, response, callback);
        }
        try {
            serve(request, response, callback);
        } catch (Error failure) {
            UncaughtErrors.report("a request", failure);
            throw failure;
        }
        return true;
    }

    private void serve(Request request, Response response, Callback callback) {
        String path = URIUtil.decodePath(Request.getPathInContext(request));
        UpgradeHeaders upgrade = webSockets.upgradeHeaders(request);
        if (upgrade != null) {
            RequestInfo info = describe(request, HttpMethod.GET.asString(), path);
            engine.onUpgrade(
                    new JettyUpgrade(info, upgrade, request, response, callback, webSockets, engine.maxMessageBytes()));
        } else {
            if (UpgradeHeaders.asksForOtherVersion(request)) {
                response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, WebSocketConstants.SPEC_VERSION_STRING);
            }
            RequestInfo info = describe(request, request.getMethod(), path);
            engine.onHttp(new JettyExchange(info, request, response, callback, watch));
        }
    }

    /** On a stand-alone server only the engine accepts empty segments; they never reach the application's handlers. */
    private boolean refusesEmptySegments(Request request, Response response, Callback callback) {
        UriCompliance.Violation empty = UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT;
        if (!ownServer || !request.getHttpURI().hasViolation(empty)) {
            return false;
        }
        Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400, empty.getDescription());
        return true;
    }

    /** The path below the context as it appears in the request; null if it only matches after normalisation. */
    private static @Nullable String literalPath(Request request) {
        String path = request.getHttpURI().getPath();
        String context = Objects.requireNonNullElse(Request.getContextPath(request), "/");
        if (path == null || context.equals("/")) {
            return path;
        }
        return path.startsWith(context) ? path.substring(context.length()) : null;
    }

    private static RequestInfo describe(Request request, String method, String path) {
        String[] headers = new String[request.getHeaders().size() * 2];
        int i = 0;
        for (HttpField field : request.getHeaders()) {
            headers[i++] = field.getName();
            headers[i++] = Objects.requireNonNullElse(field.getValue(), "");
        }
        String query = Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        return RequestInfo.of(method, path, query, HttpHeaders.of(headers), address(peer), request.isSecure());
    }

    private static String address(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet)) {
            return "";
        }
        return inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
    }
}
