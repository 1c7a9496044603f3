package dev.parley.transport.jetty;

import dev.parley.transport.BodyTooLargeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Reads a request's body. One that is a little too large is read to its end all the same, because a client that is still
 * sending does not see the answer. Jetty calls it on one thread at a time.
 */
final class BodyReader implements Runnable {

    /** How much beyond the limit is read and dropped, before the rest is left to the end of the connection. */
    private static final int DRAINED_BYTES = 1_000_000;

    private final Request request;
    private final int maxBytes;
    private final CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long received;

    BodyReader(Request request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    CompletionStage<ByteBuffer> start() {
        if (isFarTooLarge(request.getLength())) {
            refuse();
        } else {
            run();
        }
        return result;
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
                result.completeExceptionally(chunk.getFailure());
                return;
            }
            take(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            if (last || isFarTooLarge(received)) {
                finish();
                return;
            }
        }
    }

    private void take(ByteBuffer part) {
        received += part.remaining();
        if (received <= maxBytes) {
            byte[] bytes = BufferUtil.toArray(part);
            content.write(bytes, 0, bytes.length);
        }
    }

    private void finish() {
        if (received > maxBytes) {
            refuse();
        } else {
            result.complete(ByteBuffer.wrap(content.toByteArray()));
        }
    }

    private boolean isFarTooLarge(long bytes) {
        return bytes > (long) maxBytes + DRAINED_BYTES;
    }

    private void refuse() {
        result.completeExceptionally(new BodyTooLargeException(maxBytes));
    }
}
