package dev.parley.testkit.transport;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.WebSocketConnection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server's side of one WebSocket in tests of a binding: keeps what arrives, and withholds {@code handled} if asked to. */
public final class StubPeer implements FrameListener {

    private static final int LIMIT_SECONDS = 20;

    /**
     * How a connection ended.
     *
     * @param code the close code
     * @param reason the reason, possibly empty
     * @param cause what broke the connection, null if nothing did
     */
    public record Closed(int code, String reason, @Nullable Throwable cause) {}

    final WebSocketConnection connection;
    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Completion> handled = new LinkedBlockingQueue<>();
    final CompletableFuture<Closed> closed = new CompletableFuture<>();
    final AtomicInteger closings = new AtomicInteger();
    final BlockingQueue<Long> parts = new LinkedBlockingQueue<>();
    private final boolean withhold;
    private volatile boolean refusesParts;

    /**
     * The server side of a connection that has just opened.
     *
     * @param connection the connection
     * @param withhold whether completions are kept back, so that no further frame may come
     */
    public StubPeer(WebSocketConnection connection, boolean withhold) {
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
    public boolean onPart(long bytes) {
        parts.add(bytes);
        return !refusesParts;
    }

    /** From now on wants no message that comes in parts. */
    void refuseParts() {
        refusesParts = true;
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
        closings.incrementAndGet();
        closed.complete(new Closed(code, reason, cause));
    }

    /**
     * Waits for the next frame.
     *
     * @return the frame
     */
    public Frame next() {
        return take(frames);
    }

    /**
     * Waits for the end of the connection.
     *
     * @return how it ended
     */
    public Closed awaitClosed() {
        return closed.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /**
     * Sends frames as one write.
     *
     * @param all the frames
     * @return completes when the network has taken them; fails with the connection
     */
    public CompletableFuture<Void> send(Frame... all) {
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

    /**
     * Waits for the next element of a queue, some seconds at most.
     *
     * @param queue the queue
     * @param <T> the type of its elements
     * @return the element
     */
    public static <T> T take(BlockingQueue<T> queue) {
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
