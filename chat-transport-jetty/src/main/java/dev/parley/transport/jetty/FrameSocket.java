package dev.parley.transport.jetty;

import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.websocket.CloseCode;
import dev.parley.transport.websocket.WebSocketException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.Scheduler.Task;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket over HTTP/1.1 without extensions, on a connection that Jetty hands over: its frames are read and written
 * here, because Jetty's own WebSocket costs more memory than everything else of an idle connection. With an extension, and
 * over HTTP/2, it is a {@link JettySocket}.
 *
 * <p>This class is the closing handshake, and the end. Its fields are guarded by this; nothing is called while it is
 * held.
 */
final class FrameSocket implements Connection, Connection.UpgradeTo, WebSocketConnection {

    private final EndPoint endPoint;
    private final Connector connector;
    private final Duration closeTimeout;
    private final FrameInput input;
    private final FrameOutput output;
    /** Null once it has been used. */
    private @Nullable Opening opening;

    /** Jetty's listeners; mostly none. */
    private List<Connection.Listener> listeners = List.of();

    private @Nullable Task timer;
    /** Nothing more is expected from the client: the connection ends after our close frame. */
    private boolean finished;

    private boolean dropped;

    /** What the engine gave for the open connection. */
    private record Opening(Function<WebSocketConnection, FrameListener> opener, Runnable failed) {}

    FrameSocket(
            EndPoint endPoint,
            Connector connector,
            Duration closeTimeout,
            int maxMessageBytes,
            Function<WebSocketConnection, FrameListener> opener,
            Runnable failed) {
        this.endPoint = endPoint;
        this.connector = connector;
        this.closeTimeout = Scheduler.bounded(closeTimeout);
        this.opening = new Opening(opener, failed);
        this.input = new FrameInput(this, maxMessageBytes);
        this.output = new FrameOutput(this);
    }

    // ---- called by Jetty

    /** The upgrade was accepted but failed. Idempotent: notifies the engine once. */
    void neverOpened() {
        Opening unused = takeOpening();
        if (unused != null) {
            unused.failed.run();
        }
    }

    private synchronized @Nullable Opening takeOpening() {
        Opening taken = opening;
        opening = null;
        return taken;
    }

    @Override
    public void onUpgradeTo(ByteBuffer bytes) {
        input.put(bytes);
    }

    @Override
    public void onOpen() {
        Opening begun = takeOpening();
        if (begun == null) {
            endPoint.close();
            return;
        }
        // The engine's heartbeat replaces it, without a timer per connection.
        endPoint.setIdleTimeout(0);
        listeners.forEach(listener -> listener.onOpened(this));
        input.start(begun.opener.apply(this));
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        neverOpened();
        lost(cause == null ? new IOException("the connection was closed") : cause);
        listeners.forEach(listener -> listener.onClosed(this));
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        return true;
    }

    @Override
    public void addEventListener(EventListener listener) {
        if (listener instanceof Connection.Listener known) {
            List<Connection.Listener> more = new ArrayList<>(listeners);
            more.add(known);
            listeners = List.copyOf(more);
        }
    }

    @Override
    public void removeEventListener(EventListener listener) {
        List<Connection.Listener> fewer = new ArrayList<>(listeners);
        fewer.removeIf(known -> known == listener);
        listeners = List.copyOf(fewer);
    }

    @Override
    public EndPoint getEndPoint() {
        return endPoint;
    }

    @Override
    public void close() {
        endPoint.close();
    }

    @Override
    public long getMessagesIn() {
        return -1;
    }

    @Override
    public long getMessagesOut() {
        return -1;
    }

    @Override
    public long getBytesIn() {
        return -1;
    }

    @Override
    public long getBytesOut() {
        return -1;
    }

    @Override
    public long getCreatedTimeStamp() {
        return endPoint.getCreatedTimeStamp();
    }

    // ---- called by the engine

    @Override
    public void send(List<Frame> frames, Completion done) {
        output.send(frames, done);
    }

    @Override
    public void close(int code, String reason) {
        limit();
        output.close(code, reason);
    }

    @Override
    public void abort() {
        lost(new IOException("the connection was aborted"));
    }

    // ---- called by the input and the output

    ByteBufferPool pool() {
        return connector.getByteBufferPool();
    }

    void execute(Runnable task) {
        try {
            connector.getExecutor().execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    /** A ping to be answered. */
    void ping(ByteBuffer payload) {
        output.pong(payload);
    }

    void pongWritten() {
        input.succeed();
    }

    /** The client's close frame; nothing is read after it. */
    void closed(int code, String reason) {
        finish();
        input.end(code, reason, null);
        limit();
        output.close(code, "");
        if (output.isOver()) {
            drop(null);
        }
    }

    /** The client violated the protocol or a limit. */
    void refuse(WebSocketException cause) {
        finish();
        String reason = String.valueOf(cause.getMessage());
        input.end(cause.code(), reason, cause);
        limit();
        output.close(cause.code(), reason);
        if (output.isOver()) {
            drop(null);
        }
    }

    /** The end of the connection, without a close frame of the client. Idempotent. */
    void lost(Throwable cause) {
        finish();
        // First, so that a send fails by the time the engine is notified of the end.
        output.abandon(cause);
        input.end(CloseCode.ABNORMAL, "", cause);
        drop(cause);
    }

    /** The close frame was written, or writing failed. Called once; nothing more will be written. */
    void outputEnded(@Nullable Throwable failure) {
        boolean last;
        synchronized (this) {
            last = finished;
        }
        if (failure != null && !last) {
            lost(failure);
        } else if (last) {
            drop(failure);
        } else {
            limit();
        }
    }

    private synchronized void finish() {
        finished = true;
    }

    /** The client has a limited time to receive our close frame, and then again to answer it. */
    private void limit() {
        Task following = connector
                .getScheduler()
                .schedule(
                        () -> lost(new TimeoutException("the client did not close in time")),
                        Scheduler.millis(closeTimeout),
                        TimeUnit.MILLISECONDS);
        Task before;
        synchronized (this) {
            before = dropped ? following : timer;
            timer = following;
        }
        if (before != null) {
            before.cancel();
        }
    }

    private void drop(@Nullable Throwable cause) {
        Task pending;
        synchronized (this) {
            if (dropped) {
                return;
            }
            dropped = true;
            pending = timer;
        }
        if (pending != null) {
            pending.cancel();
        }
        endPoint.close(cause);
    }
}
