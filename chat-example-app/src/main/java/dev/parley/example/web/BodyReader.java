package dev.parley.example.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body as it comes, without a thread that waits for it. Jetty calls it on one thread at a time; it calls its sink
 * likewise, and once at the end.
 */
final class BodyReader implements Runnable {

    private final Request request;
    private final BodySink sink;
    private volatile boolean ended;

    BodyReader(Request request, BodySink sink) {
        this.request = request;
        this.sink = sink;
    }

    /** Whether nothing is read any more; a request that is ended before gives up its connection. */
    boolean hasEnded() {
        return ended;
    }

    @Override
    public void run() {
        while (!ended) {
            Content.Chunk chunk = next();
            if (chunk == null) {
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
                return;
            }
            boolean last = chunk.isLast();
            try {
                take(chunk.getByteBuffer());
            } finally {
                chunk.release();
            }
            if (last && !ended) {
                ended = true;
                sink.complete();
            }
        }
    }

    /** What has come, or null if this object is called again when something has. A request that is over throws. */
    private Content.@Nullable Chunk next() {
        try {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
            }
            return chunk;
        } catch (IllegalStateException over) {
            return Content.Chunk.from(new EofException(over));
        }
    }

    private void take(ByteBuffer part) {
        try {
            if (part.hasRemaining() && !sink.take(part)) {
                ended = true;
            }
        } catch (IOException | HttpProblem | RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        if (!ended) {
            ended = true;
            sink.failed(failure);
        }
    }
}
