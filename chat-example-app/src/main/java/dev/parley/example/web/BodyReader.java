package dev.parley.example.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Reads a request body asynchronously. Called by Jetty on one thread at a time; calls its sink likewise, and once at the end. */
final class BodyReader implements Runnable {

    private final Request request;
    private final BodySink sink;
    private volatile boolean ended;

    BodyReader(Request request, BodySink sink) {
        this.request = request;
        this.sink = sink;
    }

    /** Whether reading has ended; ending a request before that closes its connection. */
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

    /** The next chunk, or null if this object will be called again when there is one. Throws if the request is over. */
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
