package dev.parley.transport.servlet;

import dev.parley.transport.BodyTooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;

/** Reads the body of one request without holding a thread. Called by the container, one call at a time. */
final class BodyReader implements ReadListener {

    private static final int READ_BYTES = 8_192;

    private final ServletInputStream in;
    private final int maxBytes;
    private final long announced;
    private final LongPredicate part;
    private final CompletableFuture<ByteBuffer> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    /**
     * Prepares to read.
     *
     * @param announced the length that the request gives, or -1
     * @param part notified of how much has come, and may give the body up
     */
    BodyReader(ServletInputStream in, int maxBytes, long announced, LongPredicate part) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.announced = announced;
        this.part = part;
    }

    CompletionStage<ByteBuffer> start() {
        if (announced > maxBytes) {
            body.completeExceptionally(new BodyTooLargeException(maxBytes));
        } else if (announced == 0) {
            body.complete(ByteBuffer.allocate(0));
        } else {
            in.setReadListener(this);
        }
        return body.minimalCompletionStage();
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] buffer = new byte[READ_BYTES];
        while (!body.isDone() && in.isReady() && !in.isFinished()) {
            int count = in.read(buffer);
            if (count > maxBytes - bytes.size()) {
                body.completeExceptionally(new BodyTooLargeException(maxBytes));
            } else if (count > 0) {
                bytes.write(buffer, 0, count);
                if (!part.test(bytes.size())) {
                    bytes.reset();
                    body.completeExceptionally(new IOException("the body was given up"));
                }
            }
        }
    }

    @Override
    public void onAllDataRead() {
        body.complete(ByteBuffer.wrap(bytes.toByteArray()));
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }
}
