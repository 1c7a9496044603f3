package dev.parley.testkit;

import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory request: the client's half is public, the server's half is for the engine. Thread-safe: state is guarded
 * by the monitor, which is not held while the engine is called.
 */
public final class LocalExchange {

    private final ServerHalf server = new ServerHalf();
    private final RequestInfo request;
    private final CompletionStage<ByteBuffer> body;
    private final CompletableFuture<LocalResponse> response = new CompletableFuture<>();
    private @Nullable Runnable abortListener;
    private @Nullable Runnable withheld;
    private boolean answered;
    private boolean aborted;
    private boolean paused;

    LocalExchange(RequestInfo request, CompletionStage<ByteBuffer> body) {
        this.request = request;
        this.body = body;
    }

    /**
     * Returns the response.
     *
     * @return completes when the request is answered; fails if the client aborts first
     */
    public CompletableFuture<LocalResponse> response() {
        return response;
    }

    /**
     * Returns whether the engine has responded.
     *
     * @return true after the response, even while reading is paused
     */
    public synchronized boolean isAnswered() {
        return answered;
    }

    /** Stops reading: a response is delivered only after {@link #resume}. */
    public synchronized void pause() {
        paused = true;
    }

    /** Resumes reading. */
    public void resume() {
        Runnable next;
        synchronized (this) {
            paused = false;
            next = withheld;
            withheld = null;
        }
        if (next != null) {
            next.run();
        }
    }

    /** Disconnects without waiting for the response. Does nothing once the response was read. */
    public void abort() {
        Runnable listening;
        Runnable failing;
        synchronized (this) {
            if (aborted || response.isDone()) {
                return;
            }
            aborted = true;
            listening = answered ? null : abortListener;
            failing = withheld;
            withheld = null;
        }
        response.completeExceptionally(new IOException("aborted by the client"));
        if (listening != null) {
            listening.run();
        }
        if (failing != null) {
            failing.run();
        }
    }

    HttpExchange server() {
        return server;
    }

    private synchronized boolean isAborted() {
        return aborted;
    }

    private final class ServerHalf implements HttpExchange {

        @Override
        public RequestInfo request() {
            return request;
        }

        @Override
        public CompletionStage<ByteBuffer> readBody(int maxBytes) {
            return body.thenApply(bytes -> {
                if (bytes.remaining() > maxBytes) {
                    throw new BodyTooLargeException(maxBytes);
                }
                return bytes.asReadOnlyBuffer();
            });
        }

        @Override
        public CompletionStage<ByteBuffer> readBody(int maxBytes, LongPredicate part) {
            return readBody(maxBytes).thenApply(bytes -> {
                if (!part.test(bytes.remaining())) {
                    throw new CompletionException(new IOException("the body was given up"));
                }
                return bytes;
            });
        }

        @Override
        public void respond(int status, HttpHeaders headers, List<ByteBuffer> parts, Completion done) {
            LocalResponse answer = new LocalResponse(status, headers, joined(parts));
            Runnable deliver = () -> deliver(answer, done);
            synchronized (LocalExchange.this) {
                if (answered) {
                    throw new IllegalStateException("answered twice: " + request.url());
                }
                answered = true;
                if (paused && !aborted) {
                    withheld = deliver;
                    return;
                }
            }
            deliver.run();
        }

        @Override
        public void onAbort(Runnable listener) {
            synchronized (LocalExchange.this) {
                if (!aborted) {
                    abortListener = listener;
                    return;
                }
            }
            listener.run();
        }
    }

    private void deliver(LocalResponse answer, Completion done) {
        if (isAborted()) {
            done.fail(new IOException("the client is gone"));
        } else {
            response.complete(answer);
            done.succeed();
        }
    }

    private static ByteBuffer joined(List<ByteBuffer> parts) {
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer whole = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            whole.put(part.duplicate());
        }
        return whole.flip().asReadOnlyBuffer();
    }
}
