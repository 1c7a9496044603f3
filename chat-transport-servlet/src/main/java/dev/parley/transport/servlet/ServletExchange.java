package dev.parley.transport.servlet;

import dev.parley.time.Scheduler;
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

/** A request in a servlet container. Mutable fields are guarded by this; the engine is never called while it is held. */
final class ServletExchange implements HttpExchange, AsyncListener, Completion {

    private final RequestInfo info;
    private final AsyncContext async;
    private final Scheduler scheduler;
    private @Nullable BodyReader reader;
    private @Nullable Runnable abortListener;
    private @Nullable Completion done;
    private boolean answered;
    private boolean gone;

    ServletExchange(RequestInfo info, AsyncContext async, Scheduler scheduler) {
        this.info = info;
        this.async = async;
        this.scheduler = scheduler;
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
            BodyReader reading =
                    new BodyReader(request.getInputStream(), maxBytes, request.getContentLengthLong(), part);
            synchronized (this) {
                reader = reading;
            }
            return reading.start();
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
            new Answer(async, body(), scheduler, this).send(status, headers, body);
        }
    }

    /** The request's body, read or not; null if it has none, or if nothing is lost by not reading it. */
    private @Nullable BodyReader body() {
        HttpServletRequest request = (HttpServletRequest) async.getRequest();
        long length = request.getContentLengthLong();
        boolean has = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!has || !request.getProtocol().startsWith("HTTP/1")) {
            return null;
        }
        synchronized (this) {
            if (reader != null) {
                return reader;
            }
        }
        try {
            return new BodyReader(request.getInputStream(), 0, length, bytes -> true);
        } catch (IOException | RuntimeException unavailable) {
            return null;
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

    /** The response was handed to the network. */
    @Override
    public void succeed() {
        Completion waiting = takeDone();
        if (waiting != null) {
            waiting.succeed();
        }
    }

    /** The response could not be sent. */
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
