package dev.parley.transport.servlet;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one answer and completes the request. A short one fits into the container's buffer and into the network's, so it is
 * written at once; a longer one goes piece by piece as the client takes it, and no thread waits.
 */
final class Answer implements WriteListener {

    /** The network takes this much of a client that has read its answer before. */
    private static final int SHORT_BYTES = 8_192;

    private static final int PIECE_BYTES = 32_768;

    private final AsyncContext async;
    private final Completion done;
    private byte[] content = {};
    private int written;
    private @Nullable ServletOutputStream out;

    Answer(AsyncContext async, Completion done) {
        this.async = async;
        this.done = done;
    }

    void send(int status, HttpHeaders headers, List<ByteBuffer> body) {
        try {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            response.setStatus(status);
            headers.forEach(response::addHeader);
            content = joined(body);
            boolean bodiless =
                    status == HttpServletResponse.SC_NO_CONTENT || status == HttpServletResponse.SC_NOT_MODIFIED;
            if (!bodiless) {
                response.setContentLength(content.length);
            }
            if (content.length <= SHORT_BYTES) {
                response.setBufferSize(SHORT_BYTES);
                response.getOutputStream().write(content);
                response.flushBuffer();
                end();
            } else {
                out = response.getOutputStream();
                out.setWriteListener(this);
            }
        } catch (IOException | RuntimeException failure) {
            onError(failure);
        }
    }

    private static byte[] joined(List<ByteBuffer> parts) {
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        parts.forEach(part -> all.put(part.duplicate()));
        return all.array();
    }

    @Override
    public void onWritePossible() throws IOException {
        ServletOutputStream stream = out;
        while (stream != null && stream.isReady()) {
            if (written == content.length) {
                out = null;
                end();
                return;
            }
            int count = Math.min(PIECE_BYTES, content.length - written);
            int from = written;
            written += count;
            stream.write(content, from, count);
        }
    }

    @Override
    public void onError(Throwable failure) {
        out = null;
        done.fail(failure);
        complete();
    }

    /** The engine is notified first: the client has its answer now, and may act on it. */
    private void end() {
        done.succeed();
        complete();
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException over) {
            // The container has completed it already.
        }
    }
}
