package dev.parley.transport.jetty;

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
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;

/** Gives the engine the requests it accepts. Its own state is made on start and dropped on stop, by Jetty's lifecycle. */
final class EngineHandler extends Handler.Abstract.NonBlocking implements Graceful {

    private final TransportHandler engine;
    private final WebSockets webSockets;
    private final PollWatch watch;
    /** Whether the server came up; a start that failed must not end the engine, which may be served on another port. */
    private volatile boolean live;

    private volatile boolean shuttingDown;

    EngineHandler(TransportHandler engine, JettyTransport.Builder settings) {
        this.engine = engine;
        this.webSockets = new WebSockets(settings);
        this.watch = new PollWatch(settings.abandonedPollCheck);
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
        String path = URIUtil.decodePath(Request.getPathInContext(request));
        if (!engine.accepts(path)) {
            return false;
        }
        if (isUpgrade(request)) {
            RequestInfo info = describe(request, HttpMethod.GET.asString(), path);
            engine.onUpgrade(new JettyUpgrade(info, request, response, callback, webSockets, engine.maxMessageBytes()));
        } else {
            RequestInfo info = describe(request, request.getMethod(), path);
            engine.onHttp(new JettyExchange(info, request, response, callback, watch));
        }
        return true;
    }

    private boolean isUpgrade(Request request) {
        if (!webSockets.isUpgrade(request)) {
            return false;
        }
        TunnelSupport tunnel = request.getTunnelSupport();
        return HttpMethod.CONNECT.is(request.getMethod())
                ? tunnel != null && "websocket".equals(tunnel.getProtocol())
                : request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")
                        && request.getHeaders().contains(HttpHeader.CONNECTION, "upgrade")
                        && request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_KEY);
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
