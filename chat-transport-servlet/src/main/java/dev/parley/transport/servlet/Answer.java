package dev.parley.transport.servlet;

import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a response and completes the request. A short one fits into the container's and the network's buffers and is
 * written at once; a longer one is written piecewise as the client reads, without a waiting thread. A short one sent
 * before the end of the request body closes the connection after discarding the rest of the body.
 */
final class Answer implements WriteListener {

    /** The network accepts this much from a client that has read its previous response. */
    private static final int SHORT_BYTES = 8_192;

    private static final int PIECE_BYTES = 32_768;

    private final AsyncContext async;
    private final @Nullable BodyReader body;
    private final Scheduler scheduler;
    private final Completion done;
    /**
     * The rest of the request body is discarded before the request is completed. Tomcat does not allow reading after a
     * complete response, so its last byte is withheld until then.
     */
    private boolean drops;

    private byte[] content = {};
    private int written;
    private @Nullable ServletOutputStream out;

    /**
     * Creates an answer.
     *
     * @param body the request's body; null if it has none
     */
    Answer(AsyncContext async, @Nullable BodyReader body, Scheduler scheduler, Completion done) {
        this.async = async;
        this.body = body;
        this.scheduler = scheduler;
        this.done = done;
    }

    void send(int status, HttpHeaders headers, List<ByteBuffer> parts) {
        try {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            response.setStatus(status);
            headers.forEach(response::addHeader);
            content = joined(parts);
            if (body != null && content.length <= SHORT_BYTES && !body.hasArrived()) {
                response.setHeader("Connection", "close");
                // A client that is too slow to send is not waited for.
                drops = status != HttpServletResponse.SC_REQUEST_TIMEOUT;
            }
            boolean bodiless =
                    status == HttpServletResponse.SC_NO_CONTENT || status == HttpServletResponse.SC_NOT_MODIFIED;
            if (!bodiless) {
                response.setContentLength(content.length);
            }
            if (content.length <= SHORT_BYTES) {
                response.setBufferSize(SHORT_BYTES);
                written = content.length - (drops ? Math.min(1, content.length) : 0);
                response.getOutputStream().write(content, 0, written);
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

    /** The engine is notified first: the client has its response now, and may act on it. */
    private void end() {
        done.succeed();
        BodyReader rest = body;
        if (drops && rest != null) {
            rest.drop(expectsToBeAsked(), scheduler, this::completeHeld);
        } else {
            complete();
        }
    }

    private void completeHeld() {
        try {
            async.getResponse().getOutputStream().write(content, written, content.length - written);
        } catch (IOException | RuntimeException gone) {
            // Nothing more is expected from the client, and the engine has been notified.
        }
        complete();
    }

    private boolean expectsToBeAsked() {
        return "100-continue".equalsIgnoreCase(((HttpServletRequest) async.getRequest()).getHeader("Expect"));
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException over) {
            // The container has already completed it.
        }
    }
}
