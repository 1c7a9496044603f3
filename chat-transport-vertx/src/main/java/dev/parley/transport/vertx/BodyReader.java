package dev.parley.transport.vertx;

import dev.parley.transport.BodyTooLargeException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body; after a response, which may precede its end, discards the rest. A connection that is closed with
 * unread bytes is reset, and a client that is still sending would lose the response (RFC 9112 section 9.6).
 *
 * <p>All of it runs on the context of the request, except the methods that say otherwise.
 */
final class BodyReader {

    /** Maximum number of bytes to discard. */
    static final long MAX_DROPPED_BYTES = 64 * 1024 * 1024;

    /** Maximum time for discarding, in total and without progress. */
    static final Duration MAX_DROPPING = Duration.ofSeconds(30);

    static final Duration MAX_SILENCE = Duration.ofSeconds(5);

    private static final String LENGTH = "Content-Length";

    private final HttpServerRequest request;
    private final Context context;
    private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    /** Another handler has read it. */
    private final boolean consumed;

    private int maxBytes;
    private LongPredicate part = received -> false;
    private boolean listening;

    private long received;
    private long receivedBefore;
    private int silences;
    private boolean ended;
    /** Nobody wants the rest. */
    private boolean dropping;

    private @Nullable Runnable dropped;

    /** Called before anything is read. Nothing more is read until the body is wanted. */
    BodyReader(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        this.consumed = request.isEnded();
        request.pause();
    }

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(LENGTH);
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    /** Starts reading; on any thread, once. */
    CompletionStage<ByteBuffer> start(int maximum, LongPredicate onPart) {
        context.runOnContext(ignored -> {
            if (announced() > maximum) {
                body.completeExceptionally(new BodyTooLargeException(maximum));
            } else {
                maxBytes = maximum;
                part = onPart;
                listen();
            }
        });
        return body.minimalCompletionStage();
    }

    /** The announced size, or -1. */
    private long announced() {
        String length = request.getHeader(LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    private void listen() {
        if (listening) {
            return;
        }
        listening = true;
        if (consumed) {
            finish(new IOException("the body was read by another handler: register the engine's before it"));
            return;
        }
        if (expectsToBeAsked() && !dropping) {
            InterimResponse.send(request.response());
        }
        request.handler(this::take).endHandler(ignored -> finish(null)).exceptionHandler(this::finish);
        request.resume();
    }

    private boolean expectsToBeAsked() {
        return "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    }

    private void take(Buffer chunk) {
        received += chunk.length();
        if (dropping || body.isDone()) {
            if (received > maxBytes + MAX_DROPPED_BYTES) {
                finish(null);
            }
        } else if (chunk.length() > maxBytes - bytes.size()) {
            bytes.reset();
            body.completeExceptionally(new BodyTooLargeException(maxBytes));
        } else {
            bytes.writeBytes(chunk.getBytes());
            if (!part.test(bytes.size())) {
                bytes.reset();
                body.completeExceptionally(new IOException("the body was given up"));
            }
        }
    }

    /** The connection is closed. */
    void lost() {
        finish(new IOException("the client went away before the end of the body"));
    }

    private void finish(@Nullable Throwable failure) {
        if (ended) {
            return;
        }
        ended = true;
        if (failure == null && dropping) {
            body.completeExceptionally(new IOException("answered before the end of the body"));
        } else if (failure == null) {
            body.complete(ByteBuffer.wrap(bytes.toByteArray()));
        } else {
            body.completeExceptionally(failure);
        }
        bytes.reset();
        Runnable then = dropped;
        dropped = null;
        if (then != null) {
            then.run();
        }
    }

    /** Whether all of the body has arrived. */
    boolean hasArrived() {
        return ended || consumed || request.isEnded();
    }

    /**
     * Discards the rest of the body, and then runs {@code then}; immediately if there is none, or if the client sends it
     * only after 100 Continue.
     */
    void drop(Runnable then) {
        if (hasArrived() || (expectsToBeAsked() && !listening)) {
            then.run();
            return;
        }
        dropping = true;
        dropped = then;
        receivedBefore = received;
        watch();
        listen();
    }

    private void watch() {
        context.owner()
                .setTimer(
                        MAX_SILENCE.toMillis(),
                        id -> context.runOnContext(ignored -> {
                            if (!ended) {
                                silences++;
                                boolean silent = received == receivedBefore;
                                receivedBefore = received;
                                if (silent || MAX_SILENCE.multipliedBy(silences).compareTo(MAX_DROPPING) >= 0) {
                                    finish(null);
                                } else {
                                    watch();
                                }
                            }
                        }));
    }
}
