package dev.parley.example.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.util.BufferUtil;

/** Collects a small body in memory. All bodies being collected share one budget. */
final class JsonBody implements BodySink {

    /** Maximum total size of incomplete bodies, in bytes. */
    static final long BUDGET = 32L * 1024 * 1024;

    private final int maxBytes;
    private final AtomicLong collected;
    private final Consumer<byte[]> whole;
    private final Consumer<Throwable> failed;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    JsonBody(int maxBytes, AtomicLong collected, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        this.maxBytes = maxBytes;
        this.collected = collected;
        this.whole = whole;
        this.failed = failed;
    }

    @Override
    public boolean take(ByteBuffer part) throws HttpProblem {
        if (content.size() + part.remaining() > maxBytes) {
            throw new HttpProblem(413, "The body is too large");
        }
        byte[] bytes = BufferUtil.toArray(part);
        content.write(bytes, 0, bytes.length);
        if (collected.addAndGet(bytes.length) > BUDGET) {
            throw new HttpProblem(503, Failures.OVERLOADED, "The server is busy. Please try again.");
        }
        return true;
    }

    @Override
    public void complete() {
        release();
        whole.accept(content.toByteArray());
    }

    @Override
    public void failed(Throwable failure) {
        release();
        failed.accept(failure);
    }

    private void release() {
        collected.addAndGet(-content.size());
    }
}
