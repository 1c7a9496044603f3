package dev.parley.transport.servlet;

import dev.parley.time.Scheduler;
import dev.parley.transport.BodyTooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body asynchronously; after a response, which may precede its end, discards the rest. A connection
 * that is closed with unread bytes is reset, and a client that is still sending would lose the response (RFC 9112
 * section 9.6).
 *
 * <p>Called by the container, one call at a time. Mutable fields are guarded by this, except what was read, which is
 * owned by that call; nothing is called while it is held.
 */
final class BodyReader implements ReadListener {

    private static final int READ_BYTES = 8_192;

    /** Maximum number of bytes to discard. */
    static final long MAX_DROPPED_BYTES = 64 * 1024 * 1024;

    /** Maximum time for discarding, in total and without progress. */
    static final Duration MAX_DROPPING = Duration.ofSeconds(30);

    static final Duration MAX_SILENCE = Duration.ofSeconds(5);

    private final ServletInputStream in;
    private final int maxBytes;
    private final long announced;
    private final LongPredicate part;
    private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    private long received;
    private boolean listening;
    /** The end was reached, or no more is wanted. */
    private boolean ended;

    private @Nullable Runnable dropped;
    private Scheduler.@Nullable Cancellable timer;
    private long receivedBefore;
    private int silences;

    /**
     * Creates a reader.
     *
     * @param announced the request's content length, or -1
     * @param part called with the number of bytes received so far, and may abandon the body
     */
    BodyReader(ServletInputStream in, int maxBytes, long announced, LongPredicate part) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.announced = announced;
        this.part = part;
        this.ended = announced == 0;
    }

    CompletionStage<ByteBuffer> start() {
        if (announced > maxBytes) {
            body.completeExceptionally(new BodyTooLargeException(maxBytes));
        } else if (announced == 0) {
            body.complete(ByteBuffer.allocate(0));
        } else {
            listen();
        }
        return body.minimalCompletionStage();
    }

    private synchronized boolean isListening() {
        return listening;
    }

    private void listen() {
        synchronized (this) {
            if (listening) {
                return;
            }
            listening = true;
        }
        in.setReadListener(this);
    }

    /** Whether all of the body is known to have arrived. */
    boolean hasArrived() {
        synchronized (this) {
            if (ended || listening) {
                return ended;
            }
        }
        return in.isFinished() || (announced >= 0 && available() >= announced);
    }

    private int available() {
        try {
            return in.available();
        } catch (IOException gone) {
            return 0;
        }
    }

    /**
     * Discards the rest of the body, and then runs {@code then}; immediately if there is none, or if the client sends
     * it only after 100 Continue.
     *
     * @param expectsToBeAsked whether the request expects 100 Continue
     */
    void drop(boolean expectsToBeAsked, Scheduler scheduler, Runnable then) {
        if (hasArrived() || (expectsToBeAsked && !isListening() && available() == 0)) {
            then.run();
            return;
        }
        boolean nothing;
        synchronized (this) {
            nothing = ended;
            dropped = nothing ? null : then;
            receivedBefore = received;
        }
        if (nothing) {
            then.run();
            return;
        }
        watch(scheduler);
        try {
            listen();
        } catch (RuntimeException over) {
            end();
        }
    }

    private void watch(Scheduler scheduler) {
        Scheduler.Cancellable next = scheduler.schedule(MAX_SILENCE, () -> {
            if (isOverdue()) {
                end();
            } else {
                watch(scheduler);
            }
        });
        boolean late;
        synchronized (this) {
            late = ended;
            timer = next;
        }
        if (late) {
            next.cancel();
        }
    }

    /** Every {@link #MAX_SILENCE} while discarding. */
    private synchronized boolean isOverdue() {
        silences++;
        boolean silent = received == receivedBefore;
        receivedBefore = received;
        return silent || MAX_SILENCE.multipliedBy(silences).compareTo(MAX_DROPPING) >= 0;
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] buffer = new byte[READ_BYTES];
        while (!hasEnded() && in.isReady() && !in.isFinished()) {
            int count = in.read(buffer);
            if (count > 0) {
                take(buffer, count);
            }
        }
    }

    private void take(byte[] buffer, int count) {
        boolean enough;
        synchronized (this) {
            received += count;
            enough = received > maxBytes + MAX_DROPPED_BYTES;
        }
        if (body.isDone()) {
            if (enough) {
                end();
            }
        } else if (count > maxBytes - bytes.size()) {
            bytes.reset();
            body.completeExceptionally(new BodyTooLargeException(maxBytes));
        } else {
            bytes.write(buffer, 0, count);
            if (!part.test(bytes.size())) {
                bytes.reset();
                body.completeExceptionally(new IOException("the body was given up"));
            }
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    @Override
    public void onAllDataRead() {
        Runnable onDropped = finish();
        body.complete(ByteBuffer.wrap(bytes.toByteArray()));
        onDropped.run();
    }

    @Override
    public void onError(Throwable failure) {
        Runnable onDropped = finish();
        body.completeExceptionally(failure);
        onDropped.run();
    }

    private void end() {
        finish().run();
    }

    /** Stops reading; returns the callback to run. */
    private Runnable finish() {
        Scheduler.Cancellable pending;
        Runnable onDropped;
        synchronized (this) {
            ended = true;
            pending = timer;
            onDropped = dropped;
            dropped = null;
        }
        if (pending != null) {
            pending.cancel();
        }
        return onDropped == null ? () -> {} : onDropped;
    }
}
