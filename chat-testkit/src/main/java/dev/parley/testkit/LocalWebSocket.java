package dev.parley.testkit;

import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory WebSocket connection, from the client's side.
 *
 * <p>A client that pauses, or that leaves {@value #DEFAULT_CAPACITY} messages unread, applies backpressure to the
 * server as a real one would. Thread-safe: state is guarded by {@code lock}, which is not held while the engine is
 * called.
 */
public final class LocalWebSocket {

    /** Number of unread messages at which the server's sends stall. */
    public static final int DEFAULT_CAPACITY = 65_536;

    private static final int ABNORMAL = 1006;
    private static final int TOO_LARGE = 1009;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ServerHalf server = new ServerHalf();
    private final InboundLane inbound;
    private final Consumer<LocalWebSocket> ended;
    private final CompletableFuture<HttpHeaders> opened = new CompletableFuture<>();
    private final CompletableFuture<LocalResponse> refused = new CompletableFuture<>();
    private final ArrayDeque<Frame> received = new ArrayDeque<>();
    private @Nullable Consumer<Frame> sink;
    private @Nullable List<Frame> arriving;
    private @Nullable Completion arrivingDone;
    private boolean paused;
    private int closeCode;
    private int sends;

    /** {@code ended} is called once, when the connection is closed or refused. */
    LocalWebSocket(int maxMessageBytes, Consumer<LocalWebSocket> ended) {
        this.ended = ended;
        inbound = new InboundLane(maxMessageBytes, () -> closed(TOO_LARGE), this::abort);
    }

    // ---- the client's half

    /**
     * Returns the outcome of an accepted upgrade.
     *
     * @return completes with the response headers; never if it was refused
     */
    public CompletableFuture<HttpHeaders> opened() {
        return opened;
    }

    /**
     * Returns the outcome of a refused upgrade.
     *
     * @return completes with the response; never if it was accepted
     */
    public CompletableFuture<LocalResponse> refused() {
        return refused;
    }

    /**
     * Sends a text message.
     *
     * @param text the text
     */
    public void send(String text) {
        inbound.frame(Frame.text(text));
    }

    /**
     * Sends a binary message.
     *
     * @param bytes the content; must not be modified afterwards
     */
    public void send(ByteBuffer bytes) {
        inbound.frame(Frame.binary(bytes));
    }

    /**
     * Passes every message to a consumer from now on, unread ones first, instead of queueing it.
     *
     * @param consumer called on the sending thread; must not block
     */
    public void onMessage(Consumer<Frame> consumer) {
        List<Frame> before;
        lock.lock();
        try {
            sink = consumer;
            before = new ArrayList<>(received);
            received.clear();
        } finally {
            lock.unlock();
        }
        before.forEach(consumer);
    }

    /**
     * Takes the next message, waiting for it.
     *
     * @param limit the maximum time to wait
     * @return the message, or null on timeout or if the connection is closed
     */
    public @Nullable Frame next(Duration limit) {
        Frame frame;
        lock.lock();
        try {
            long left = Scheduler.nanos(limit);
            while (received.isEmpty() && closeCode == 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            frame = received.poll();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
        arrive();
        return frame;
    }

    /**
     * Returns the number of unread messages.
     *
     * @return the number of messages
     */
    public int unread() {
        lock.lock();
        try {
            return received.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the number of sends by the server: messages queued together are one send.
     *
     * @return the number of sends, read or not
     */
    public int sends() {
        lock.lock();
        try {
            return sends;
        } finally {
            lock.unlock();
        }
    }

    /** Stops reading: the server's next send does not complete until {@link #resume}. */
    public void pause() {
        setPaused(true);
    }

    /** Resumes reading. */
    public void resume() {
        setPaused(false);
        arrive();
    }

    private void setPaused(boolean value) {
        lock.lock();
        try {
            paused = value;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes gracefully, after everything sent.
     *
     * @param code the close code, 1005 for none
     * @param reason the reason, possibly empty
     */
    public void close(int code, String reason) {
        inbound.close(code, reason, () -> closed(code));
    }

    /** Drops the connection. */
    public void abort() {
        if (closed(ABNORMAL)) {
            inbound.cut(ABNORMAL, "", new IOException("aborted by the client"));
        }
    }

    /**
     * Returns the close code of the connection.
     *
     * @return the close code, or 0 while the connection is not closed
     */
    public int closeCode() {
        lock.lock();
        try {
            return closeCode;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the client's half; false if it had ended. A send in flight fails. */
    private boolean closed(int code) {
        Completion failing;
        lock.lock();
        try {
            if (closeCode != 0) {
                return false;
            }
            closeCode = code;
            failing = arrivingDone;
            arriving = null;
            arrivingDone = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ended.accept(this);
        if (failing != null) {
            failing.fail(new IOException("the connection is closed"));
        }
        return true;
    }

    /** Takes the frames of the send in flight, if the client reads; without the lock. */
    private void arrive() {
        List<Frame> frames;
        Completion done;
        Consumer<Frame> consumer;
        lock.lock();
        try {
            if (arriving == null || arrivingDone == null || paused || received.size() >= DEFAULT_CAPACITY) {
                return;
            }
            frames = arriving;
            done = arrivingDone;
            arriving = null;
            arrivingDone = null;
            consumer = sink;
            if (consumer == null) {
                received.addAll(frames);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (int i = 0; consumer != null && i < frames.size(); i++) {
            consumer.accept(frames.get(i));
        }
        done.succeed();
    }

    // ---- the server's half

    WebSocketUpgrade upgrade(RequestInfo request) {
        return new WebSocketUpgrade() {
            @Override
            public RequestInfo request() {
                return request;
            }

            @Override
            public void accept(
                    HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed) {
                inbound.open(opener.apply(server));
                opened.complete(headers);
            }

            @Override
            public void refuse(int status, HttpHeaders headers, ByteBuffer body) {
                closed(ABNORMAL);
                refused.complete(new LocalResponse(status, headers, body.asReadOnlyBuffer()));
            }
        };
    }

    private final class ServerHalf implements WebSocketConnection {

        @Override
        public void send(List<Frame> frames, Completion done) {
            boolean gone;
            lock.lock();
            try {
                if (arriving != null) {
                    throw new IllegalStateException("a send is outstanding");
                }
                gone = closeCode != 0;
                sends++;
                if (!gone) {
                    arriving = frames;
                    arrivingDone = done;
                }
            } finally {
                lock.unlock();
            }
            if (gone) {
                done.fail(new IOException("the connection is closed"));
            } else {
                arrive();
            }
        }

        @Override
        public void close(int code, String reason) {
            if (closed(code)) {
                inbound.cut(code, reason, null);
            }
        }

        @Override
        public void abort() {
            if (closed(ABNORMAL)) {
                inbound.cut(ABNORMAL, "", new IOException("aborted by the server"));
            }
        }
    }
}
