package dev.parley.transport;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server's side of one WebSocket in tests of a binding: keeps what arrives, and withholds {@code handled} if told to. */
public final class StubPeer implements FrameListener {

    private static final int LIMIT_SECONDS = 20;

    record Closed(int code, String reason, @Nullable Throwable cause) {}

    final WebSocketConnection connection;
    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Completion> handled = new LinkedBlockingQueue<>();
    final CompletableFuture<Closed> closed = new CompletableFuture<>();
    final AtomicInteger closings = new AtomicInteger();
    private final boolean withhold;

    StubPeer(WebSocketConnection connection, boolean withhold) {
        this.connection = connection;
        this.withhold = withhold;
    }

    @Override
    public void onFrame(Frame frame, Completion done) {
        frames.add(frame);
        if (withhold) {
            handled.add(done);
        } else {
            done.succeed();
        }
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
        closings.incrementAndGet();
        closed.complete(new Closed(code, reason, cause));
    }

    Frame next() {
        return take(frames);
    }

    Closed awaitClosed() {
        return closed.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Sends, and gives the end of it. */
    CompletableFuture<Void> send(Frame... all) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        connection.send(List.of(all), completing(done));
        return done;
    }

    static Completion completing(CompletableFuture<Void> future) {
        return new Completion() {
            @Override
            public void succeed() {
                future.complete(null);
            }

            @Override
            public void fail(Throwable cause) {
                future.completeExceptionally(cause);
            }
        };
    }

    static <T> T take(BlockingQueue<T> queue) {
        try {
            T item = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (item == null) {
                throw new AssertionError("nothing arrived in " + LIMIT_SECONDS + " s");
            }
            return item;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
