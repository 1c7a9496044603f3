package dev.parley.transport.vertx;

import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.websocket.CloseCode;
import dev.parley.transport.websocket.WebSocketException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket on a connection that Vert.x has handed over: the closing handshake, and the end. The fields are guarded by
 * this; nothing is called while it is held.
 */
final class VertxSocket implements WebSocketConnection, SocketInput.Control, SocketOutput.Control {

    private static final long NO_TIMER = -1;

    private final NetSocket socket;
    private final Vertx vertx;
    private final SocketInput input;
    private final SocketOutput output;
    private final VertxSettings settings;
    private final Set<VertxSocket> sockets;

    private long timer = NO_TIMER;
    /** Nothing more is expected from the client: the connection ends after our close frame. */
    private boolean finished;

    private boolean dropped;

    /**
     * What a socket needs beside its connection.
     *
     * @param sockets the open sockets
     */
    record Opened(int maxMessageBytes, VertxSettings settings, Set<VertxSocket> sockets) {

        /** On the event loop of the connection. */
        void open(NetSocket connection, Context context, Function<WebSocketConnection, FrameListener> opener) {
            connection.pause();
            VertxSocket opened = new VertxSocket(connection, context, this);
            sockets.add(opened);
            opened.input.start(connection, opener.apply(opened));
        }
    }

    private VertxSocket(NetSocket socket, Context context, Opened opened) {
        this.socket = socket;
        this.vertx = context.owner();
        this.settings = opened.settings;
        this.sockets = opened.sockets;
        this.input = new SocketInput(opened.maxMessageBytes, context, this);
        this.output = new SocketOutput(socket, opened.settings.maxWriteBytes(), this);
    }

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

    @Override
    public void ping(ByteBuffer payload) {
        output.pong(payload);
    }

    @Override
    public void closed(int code, String reason) {
        finish();
        input.end(code, reason, null);
        limit();
        output.close(code, "");
        if (output.isOver()) {
            drop(false);
        }
    }

    @Override
    public void refuse(WebSocketException cause) {
        finish();
        String reason = String.valueOf(cause.getMessage());
        input.end(cause.code(), reason, cause);
        limit();
        output.close(cause.code(), reason);
    }

    @Override
    public void lost(Throwable cause) {
        finish();
        // First, so that a send fails by the time the engine is notified of the end.
        output.abandon(cause);
        input.end(CloseCode.ABNORMAL, "", cause);
        drop(true);
    }

    @Override
    public void ended(@Nullable Throwable failure) {
        boolean last;
        synchronized (this) {
            last = finished;
        }
        if (failure != null && !last) {
            lost(failure);
        } else if (last) {
            drop(failure != null);
        } else {
            limit();
        }
    }

    private synchronized void finish() {
        finished = true;
    }

    /** The client has a limited time to receive our close frame, and then again to answer it. */
    private void limit() {
        long next;
        try {
            next = vertx.setTimer(
                    Scheduler.millis(settings.closeTimeout()),
                    id -> lost(new IOException("the client did not close in time")));
        } catch (RuntimeException stopped) {
            lost(stopped);
            return;
        }
        long before;
        synchronized (this) {
            before = dropped ? next : timer;
            timer = next;
        }
        cancel(before);
    }

    private void cancel(long id) {
        if (id != NO_TIMER) {
            vertx.cancelTimer(id);
        }
    }

    /** Ends the connection; abruptly, or after what has been written. */
    private void drop(boolean abruptly) {
        sockets.remove(this);
        long pending;
        synchronized (this) {
            if (dropped) {
                return;
            }
            dropped = true;
            pending = timer;
        }
        cancel(pending);
        if (abruptly) {
            NettyConnection.cut(socket);
        } else {
            socket.close();
        }
    }
}
