package dev.parley.transport.jetty;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The engine's end of one WebSocket: keeps what arrives. Thread-safe. */
final class TestSocket implements FrameListener {

    record Closed(int code, String reason, @Nullable Throwable cause) {}

    final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Completion> handled = new LinkedBlockingQueue<>();
    final BlockingQueue<Closed> closed = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> failed = new CompletableFuture<>();
    volatile boolean echo;
    volatile boolean withhold;

    void accept(WebSocketUpgrade request) {
        request.accept(HttpHeaders.of("x-test", "yes"), this::open, () -> failed.complete(null));
    }

    TestSocket echoing() {
        echo = true;
        return this;
    }

    private FrameListener open(WebSocketConnection opened) {
        connection.complete(opened);
        return this;
    }

    WebSocketConnection connection() throws Exception {
        return connection.get(20, TimeUnit.SECONDS);
    }

    CompletableFuture<Void> send(Frame... sent) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        connection().send(List.of(sent), completing(done));
        return done;
    }

    Frame awaitFrame() throws InterruptedException {
        Frame frame = frames.poll(20, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame arrived");
        }
        return frame;
    }

    Closed awaitClosed() throws InterruptedException {
        Closed end = closed.poll(20, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("not closed");
        }
        return end;
    }

    @Override
    public void onFrame(Frame frame, Completion done) {
        frames.add(frame);
        if (withhold) {
            handled.add(done);
        } else if (echo) {
            connection.join().send(List.of(frame), done);
        } else {
            done.succeed();
        }
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
        closed.add(new Closed(code, reason, cause));
    }

    static Completion completing(CompletableFuture<Void> done) {
        return new Completion() {
            @Override
            public void succeed() {
                done.complete(null);
            }

            @Override
            public void fail(Throwable cause) {
                done.completeExceptionally(cause);
            }
        };
    }
}
