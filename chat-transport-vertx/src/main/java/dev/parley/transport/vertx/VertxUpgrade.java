package dev.parley.transport.vertx;

import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import dev.parley.transport.websocket.OpeningHandshake;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upgrade request. The connection is taken over as a plain socket: frames are read and written here, so that neither the
 * server's limits for frames apply nor its compression, whose result could not be shared.
 */
final class VertxUpgrade implements WebSocketUpgrade {

    private static final Logger LOG = LoggerFactory.getLogger(VertxUpgrade.class);

    private final RequestInfo info;
    private final HttpServerRequest request;
    private final Context context;
    private final VertxSocket.Opened opened;

    VertxUpgrade(RequestInfo info, HttpServerRequest request, Context context, VertxSocket.Opened opened) {
        this.info = info;
        this.request = request;
        this.context = context;
        this.opened = opened;
    }

    @Override
    public RequestInfo request() {
        return info;
    }

    @Override
    public void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed) {
        // On the event loop of the connection, so that nothing arrives before the socket has its handlers.
        context.runOnContext(ignored -> {
            try {
                MultiMap lines = request.response().headers();
                headers.forEach(lines::add);
                OpeningHandshake.acceptance(info).forEach(lines::add);
                request.toNetSocket()
                        .onSuccess(socket -> opened.open(socket, context, opener))
                        .onFailure(failure -> fail(failure, failed));
            } catch (RuntimeException failure) {
                fail(failure, failed);
            }
        });
    }

    private static void fail(Throwable failure, Runnable failed) {
        LOG.debug("an accepted upgrade failed", failure);
        failed.run();
    }

    @Override
    public void refuse(int status, HttpHeaders headers, ByteBuffer body) {
        context.runOnContext(
                ignored -> new Answer(request, null).closing().send(status, headers, List.of(body), Completion.NONE));
    }
}
