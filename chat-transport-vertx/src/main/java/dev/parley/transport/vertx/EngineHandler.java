package dev.parley.transport.vertx;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.websocket.OpeningHandshake;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Passes requests to the engine. */
final class EngineHandler implements EngineRequestHandler {

    private static final int BAD_REQUEST = 400;

    private final TransportHandler engine;
    private final VertxSettings settings;
    private final Set<VertxSocket> sockets = ConcurrentHashMap.newKeySet();

    EngineHandler(TransportHandler engine, VertxSettings settings) {
        this.engine = engine;
        this.settings = settings;
    }

    /** Drops the connections that are open. */
    void abortSockets() {
        sockets.forEach(VertxSocket::abort);
    }

    @Override
    public boolean accepts(HttpServerRequest request) {
        String path = request.path();
        return path != null && engine.accepts(path);
    }

    @Override
    public void handle(HttpServerRequest request, @Nullable Principal principal) {
        if (!accepts(request)) {
            settings.otherwise().handle(request);
            return;
        }
        RequestInfo info;
        try {
            info = describe(request).withPrincipal(principal);
        } catch (IllegalArgumentException malformed) {
            request.response().setStatusCode(BAD_REQUEST).end();
            return;
        }
        Context context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("a request must be handled on a context of Vert.x");
        }
        if (request.version() == HttpVersion.HTTP_1_1 && OpeningHandshake.isUpgrade(info)) {
            VertxSocket.Opened opened = new VertxSocket.Opened(engine.maxMessageBytes(), settings, sockets);
            engine.onUpgrade(new VertxUpgrade(info, request, context, opened));
        } else {
            OpeningHandshake.refusal(info).forEach(request.response()::putHeader);
            engine.onHttp(new VertxExchange(info, request, context));
        }
    }

    private static RequestInfo describe(HttpServerRequest request) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> line : request.headers()) {
            lines.add(line.getKey());
            lines.add(line.getValue());
        }
        SocketAddress peer = request.remoteAddress();
        return RequestInfo.of(
                request.method().name(),
                // A plus sign in a path is literal.
                URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.UTF_8),
                Objects.requireNonNullElse(request.query(), ""),
                HttpHeaders.of(lines.toArray(String[]::new)),
                peer == null ? "" : Objects.requireNonNullElse(peer.hostAddress(), ""),
                request.isSSL());
    }
}
