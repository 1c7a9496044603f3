package dev.parley.transport.servlet;

import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.websocket.CloseCode;
import dev.parley.transport.websocket.WebSocketException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.WebConnection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket on a connection that the container has handed over: opening, the closing handshake, and the end. The
 * fields are guarded by this; nothing is called while it is held.
 */
final class ServletSocket implements WebSocketConnection, SocketInput.Control, SocketOutput.Control {

    /** The socket whose listener the container is calling on this thread. */
    private static final ThreadLocal<@Nullable ServletSocket> SERVED = new ThreadLocal<>();

    private final SocketInput input;
    private final SocketOutput output;
    private final ServletSettings settings;

    /** Null once it has been used. */
    private @Nullable Opening opening;

    /** Null while opening: the container must know the listeners before it is closed. */
    private @Nullable WebConnection connection;

    /** Set before the container switches protocols, or before the socket has its connection. */
    private volatile @Nullable Closeable beneath;

    private Scheduler.@Nullable Cancellable timer;
    /** Nothing more is expected from the client: the connection ends after our close frame. */
    private boolean finished;

    private boolean dropped;

    private record Opening(Function<WebSocketConnection, FrameListener> opener, Runnable failed) {}

    ServletSocket(
            Function<WebSocketConnection, FrameListener> opener,
            Runnable failed,
            int maxMessageBytes,
            ServletSettings settings) {
        this.opening = new Opening(opener, failed);
        this.input = new SocketInput(maxMessageBytes, this);
        this.output = new SocketOutput(settings.maxWriteBytes(), this);
        this.settings = settings;
    }

    /** On the thread that serves the upgrade request, before the container switches protocols. */
    void prepare(ServletContext context) {
        beneath = settings.closer().beneath(context);
    }

    /** The container has switched protocols; frames can be sent and received. */
    void open(WebConnection opened) {
        Opening begun = takeOpening();
        if (begun == null) {
            return;
        }
        settings.sockets().add(this);
        try {
            var in = opened.getInputStream();
            var out = opened.getOutputStream();
            TomcatConnection tomcat = TomcatConnection.of(in);
            if (tomcat != null) {
                beneath = tomcat;
            }
            FrameListener listener = begun.opener.apply(this);
            output.start(out);
            input.start(in, tomcat == null ? new ReentrantLock() : tomcat.lock(), listener);
        } catch (IOException failure) {
            begun.failed.run();
            lost(failure);
        }
        boolean late;
        synchronized (this) {
            connection = opened;
            late = dropped;
        }
        if (late) {
            settings.closer().close(opened, beneath, true);
        }
    }

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
            drop();
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
        drop();
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
            drop();
        } else {
            limit();
        }
    }

    @Override
    public void serve(Runnable call) {
        SERVED.set(this);
        try {
            call.run();
        } finally {
            SERVED.remove();
            WebConnection over = dropped();
            if (over != null && beneath == null) {
                settings.closer().close(over, null, true);
            }
        }
    }

    /** Null if it must not be closed, or not yet. */
    private synchronized @Nullable WebConnection dropped() {
        return dropped ? connection : null;
    }

    private synchronized void finish() {
        finished = true;
    }

    /** The client has a limited time to receive our close frame, and then again to answer it. */
    private void limit() {
        Scheduler.Cancellable next = settings.scheduler()
                .schedule(settings.closeTimeout(), () -> lost(new IOException("the client did not close in time")));
        Scheduler.Cancellable before;
        synchronized (this) {
            before = dropped ? next : timer;
            timer = next;
        }
        if (before != null) {
            before.cancel();
        }
    }

    private void drop() {
        settings.sockets().remove(this);
        WebConnection opened;
        Scheduler.Cancellable pending;
        synchronized (this) {
            if (dropped) {
                return;
            }
            dropped = true;
            opened = connection;
            pending = timer;
        }
        if (pending != null) {
            pending.cancel();
        }
        if (opened != null) {
            settings.closer().close(opened, beneath, SERVED.get() == this);
        }
    }
}
