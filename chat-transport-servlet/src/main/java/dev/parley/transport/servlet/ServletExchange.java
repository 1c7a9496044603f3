package dev.parley.transport.servlet;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** One request in a servlet container. The fields that change are guarded by this; the engine is never called while it is held. */
final class ServletExchange implements HttpExchange, AsyncListener, Completion {

    private final RequestInfo info;
    private final AsyncContext async;
    private @Nullable Runnable abortListener;
    private @Nullable Completion done;
    private boolean answered;
    private boolean gone;

    ServletExchange(RequestInfo info, AsyncContext async) {
        this.info = info;
        this.async = async;
        async.setTimeout(0);
        async.addListener(this);
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
        HttpServletRequest request = (HttpServletRequest) async.getRequest();
        try {
            return new BodyReader(request.getInputStream(), maxBytes, request.getContentLengthLong(), part).start();
        } catch (IOException | RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    @Override
    public void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion completion) {
        boolean lost;
        synchronized (this) {
            if (answered) {
                throw new IllegalStateException("answered before");
            }
            answered = true;
            lost = gone;
            done = lost ? null : completion;
        }
        if (lost) {
            completion.fail(new IOException("the client went away before the answer"));
        } else {
            new Answer(async, this).send(status, headers, body);
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

    /** The answer was handed to the network. */
    @Override
    public void succeed() {
        Completion waiting = takeDone();
        if (waiting != null) {
            waiting.succeed();
        }
    }

    /** The answer could not be given. */
    @Override
    public void fail(Throwable cause) {
        Completion waiting = takeDone();
        if (waiting != null) {
            waiting.fail(cause);
        }
    }

    private synchronized @Nullable Completion takeDone() {
        Completion taken = done;
        done = null;
        return taken;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        fail(new IOException("the request ended before its answer"));
        abandon();
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = Objects.requireNonNullElseGet(
                event.getThrowable(), () -> new IOException("the client went away before the answer"));
        fail(cause);
        if (abandon()) {
            async.complete();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // There is none: the engine's heartbeat ends a poll.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Started once.
    }

    private boolean abandon() {
        Runnable listener;
        synchronized (this) {
            if (answered || gone) {
                return false;
            }
            gone = true;
            listener = abortListener;
        }
        if (listener != null) {
            listener.run();
        }
        return true;
    }
}
