package dev.parley.transport.vertx;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A request on Vert.x. Mutable fields are guarded by this; the engine is never called while it is held. */
final class VertxExchange implements HttpExchange {

    private final RequestInfo info;
    private final HttpServerRequest request;
    private final Context context;
    /** Null if the request has none. */
    private final @Nullable BodyReader body;

    private @Nullable Runnable abortListener;
    private boolean answered;
    private boolean gone;

    /** Called on the context of the request, before anything is read of it. */
    VertxExchange(RequestInfo info, HttpServerRequest request, Context context) {
        this.info = info;
        this.request = request;
        this.context = context;
        this.body = BodyReader.hasBody(request) ? new BodyReader(request, context) : null;
        request.response().closeHandler(ignored -> abandon()).exceptionHandler(failure -> abandon());
    }

    @Override
    public RequestInfo request() {
        return info;
    }

    @Override
    public CompletionStage<ByteBuffer> readBody(int maxBytes) {
        return readBody(maxBytes, bytes -> true);
    }

    @Override
    public CompletionStage<ByteBuffer> readBody(int maxBytes, LongPredicate part) {
        return body == null ? CompletableFuture.completedStage(ByteBuffer.allocate(0)) : body.start(maxBytes, part);
    }

    @Override
    public void respond(int status, HttpHeaders headers, List<ByteBuffer> parts, Completion done) {
        boolean lost;
        synchronized (this) {
            if (answered) {
                throw new IllegalStateException("answered before");
            }
            answered = true;
            lost = gone;
        }
        if (lost) {
            done.fail(new IOException("the client went away before the answer"));
        } else {
            context.runOnContext(ignored -> new Answer(request, body).send(status, headers, parts, done));
        }
    }

    @Override
    public void onAbort(Runnable listener) {
        boolean late;
        synchronized (this) {
            abortListener = listener;
            late = gone && !answered;
        }
        if (late) {
            listener.run();
        }
    }

    private void abandon() {
        if (body != null) {
            body.lost();
        }
        Runnable listener;
        synchronized (this) {
            if (answered || gone) {
                return;
            }
            gone = true;
            listener = abortListener;
        }
        if (listener != null) {
            listener.run();
        }
    }
}
