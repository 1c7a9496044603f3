package dev.parley.transport.jetty;

import dev.parley.transport.BodyTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body; after a response, which may precede its end, discards the rest. A connection that is closed
 * with unread bytes is reset, and a client that is still sending would lose the response (RFC 9112 section 9.6).
 *
 * <p>Mutable fields are guarded by this; neither Jetty nor the engine is called while it is held. One thread at a time
 * is inside {@link #run}: the one that set {@code active}, or the one on which Jetty calls it when more has arrived.
 */
final class BodyReader implements Runnable {

    /** Maximum number of bytes to discard before a response, to find out whether that is everything. */
    private static final int ARRIVED_BYTES = 64 * 1024;

    /** Maximum number of bytes to discard after a response. */
    static final int MAX_DROPPED_BYTES = 64 * 1024 * 1024;

    /** Maximum time for discarding, in total and without progress. */
    static final Duration MAX_DROPPING = Duration.ofSeconds(30);

    static final Duration MAX_SILENCE = Duration.ofSeconds(5);

    private final Request request;
    private final int maxBytes;
    private final LongPredicate part;
    private final CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
    /** Null once it is no longer needed. */
    private @Nullable ByteArrayOutputStream content = new ByteArrayOutputStream();

    private long received;
    private boolean active;
    private boolean ended;
    private @Nullable Runnable dropped;
    private long droppedFrom;
    private int silences;
    private long receivedBefore;

    /** {@code part} is called with the number of bytes received so far, and may abandon the body. */
    BodyReader(Request request, int maxBytes, LongPredicate part) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.part = part;
    }

    /** Discards a body that is not read. */
    static BodyReader dropping(Request request) {
        return new BodyReader(request, 0, bytes -> true);
    }

    /** Reads the body to its end, or until it exceeds the limit. */
    CompletionStage<ByteBuffer> start() {
        if (request.getLength() > maxBytes) {
            result.completeExceptionally(new BodyTooLargeException(maxBytes));
        } else {
            activate();
            run();
        }
        return result;
    }

    private synchronized boolean activate() {
        boolean idle = !active && !ended;
        active = true;
        return idle;
    }

    /** Discards what has arrived of an unread body, up to a small bound; true if that is everything. */
    boolean dropArrived() {
        synchronized (this) {
            if (active || ended) {
                return ended;
            }
        }
        long enough = received + ARRIVED_BYTES;
        Content.Chunk chunk = request.read();
        while (chunk != null && !Content.Chunk.isFailure(chunk)) {
            if (take(chunk, true)) {
                return true;
            }
            chunk = received > enough ? null : request.read();
        }
        return false;
    }

    /**
     * Discards the rest of the body, whether or not it was being read, and then runs {@code then}; immediately if there
     * is none.
     */
    void drop(Runnable then) {
        boolean nothing;
        synchronized (this) {
            nothing = ended || (received == 0 && expectsToBeAsked());
            if (!nothing) {
                dropped = then;
                droppedFrom = received;
                receivedBefore = received;
            }
        }
        if (nothing) {
            then.run();
            return;
        }
        schedule();
        if (activate()) {
            run();
        }
    }

    /** The client sends its body only after 100 Continue, which the response does not include. */
    private boolean expectsToBeAsked() {
        return request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    private void schedule() {
        var unused = request.getComponents()
                .getScheduler()
                .schedule(this::checkDropping, MAX_SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Every {@link #MAX_SILENCE} while discarding. */
    private void checkDropping() {
        boolean over;
        synchronized (this) {
            silences++;
            over = received == receivedBefore
                    || MAX_SILENCE.multipliedBy(silences).compareTo(MAX_DROPPING) >= 0;
            receivedBefore = received;
            if (dropped == null) {
                return;
            }
        }
        if (over) {
            request.getComponents().getExecutor().execute(this::notifyDropped);
        } else {
            schedule();
        }
    }

    private void notifyDropped() {
        Runnable onDropped;
        synchronized (this) {
            onDropped = dropped;
            dropped = null;
        }
        if (onDropped != null) {
            onDropped.run();
        }
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                end(chunk.getFailure());
                return;
            }
            boolean last = take(chunk, result.isDone());
            if (last) {
                end(null);
                return;
            }
            if (isTooMuch() || isUnwanted()) {
                return;
            }
        }
    }

    private boolean take(Content.Chunk chunk, boolean drop) {
        ByteBuffer more = chunk.getByteBuffer();
        synchronized (this) {
            received += more.remaining();
            ended |= chunk.isLast();
            ByteArrayOutputStream kept = content;
            if (kept != null && !drop && received <= maxBytes) {
                byte[] bytes = BufferUtil.toArray(more);
                kept.write(bytes, 0, bytes.length);
            }
        }
        boolean last = chunk.isLast();
        chunk.release();
        return last;
    }

    /** Stops reading if the limit is exceeded; the rest is discarded after the response. */
    private boolean isTooMuch() {
        boolean tooLarge;
        boolean droppedEnough;
        synchronized (this) {
            droppedEnough = dropped != null && received - droppedFrom > MAX_DROPPED_BYTES;
            tooLarge = dropped == null && received > maxBytes;
            active = !tooLarge && !droppedEnough;
        }
        if (droppedEnough) {
            notifyDropped();
        } else if (tooLarge) {
            result.completeExceptionally(new BodyTooLargeException(maxBytes));
        }
        return tooLarge || droppedEnough;
    }

    /** Stops reading if the engine abandons the body; the rest is discarded after the response. */
    private boolean isUnwanted() {
        if (result.isDone() || part.test(received)) {
            return false;
        }
        synchronized (this) {
            active = false;
            content = null;
        }
        result.completeExceptionally(new IOException("the body was given up"));
        return true;
    }

    private void end(@Nullable Throwable failure) {
        boolean tooLarge;
        ByteArrayOutputStream whole;
        synchronized (this) {
            active = false;
            ended = true;
            tooLarge = received > maxBytes;
            whole = content;
            content = null;
        }
        if (failure != null) {
            result.completeExceptionally(failure);
        } else if (tooLarge) {
            result.completeExceptionally(new BodyTooLargeException(maxBytes));
        } else {
            result.complete(ByteBuffer.wrap(whole == null ? new byte[0] : whole.toByteArray()));
        }
        notifyDropped();
    }
}
