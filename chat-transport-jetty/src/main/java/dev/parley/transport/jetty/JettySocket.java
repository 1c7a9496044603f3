package dev.parley.transport.jetty;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.WebSocketConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket on Jetty's own, which serves compression and HTTP/2: both halves of the transport SPI. All others are a
 * {@link FrameSocket}.
 *
 * <p>The engine completes this completion when it has handled a message. Jetty calls the {@link FrameHandler} methods
 * serially. {@code session}, {@code direct} and {@code deflation} are set before the engine knows this connection; the
 * fields for the connection's state are guarded by this.
 */
final class JettySocket implements FrameHandler, WebSocketConnection, Completion {

    private final Assembly assembly;
    private final WebSockets webSockets;
    private @Nullable WebSocketCoreSession session;
    /** The session's connection if messages can be batched there. */
    private org.eclipse.jetty.websocket.core.@Nullable WebSocketConnection direct;

    private Deflation deflation = Deflation.OFF;
    /** Null once it has been used. */
    private @Nullable Opening opening;

    private @Nullable FrameListener listener;
    private @Nullable Ending ending;
    private @Nullable Throwable failure;
    private boolean aborted;

    private record Opening(Function<WebSocketConnection, FrameListener> opener, Runnable failed) {}

    private record Ending(int code, String reason, @Nullable Throwable cause) {}

    JettySocket(
            Function<WebSocketConnection, FrameListener> opener,
            Runnable failed,
            int maxMessageBytes,
            WebSockets webSockets) {
        this.opening = new Opening(opener, failed);
        this.assembly = new Assembly(maxMessageBytes);
        this.webSockets = webSockets;
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
    public void onOpen(CoreSession core, Callback callback) {
        WebSocketCoreSession opened = (WebSocketCoreSession) core;
        session = opened;
        direct = webSockets.gathers() ? opened.getConnection() : null;
        deflation = opened.isRsv1Used() ? Deflation.ON : Deflation.OFF;
        if (webSockets.readsDirectly()) {
            DirectReads.of(opened.getConnection().getEndPoint());
        }
        Opening begun = Objects.requireNonNull(takeOpening(), "opened twice");
        FrameListener input = begun.opener.apply(this);
        Ending early;
        synchronized (this) {
            listener = input;
            early = ending;
        }
        callback.succeeded();
        if (early == null) {
            core.demand();
        } else {
            input.onClosed(early.code, early.reason, early.cause);
        }
    }

    @Override
    public void onFrame(org.eclipse.jetty.websocket.core.Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.PING -> answer(frame, callback);
            case OpCode.CLOSE -> callback.succeeded();
            case OpCode.PONG -> {
                callback.succeeded();
                core().demand();
            }
            default -> receive(frame, callback);
        }
    }

    /** Resumes reading only when the answer is written, so that a flood of pings is subject to backpressure. */
    private void answer(org.eclipse.jetty.websocket.core.Frame ping, Callback callback) {
        var pong = new org.eclipse.jetty.websocket.core.Frame(OpCode.PONG, BufferUtil.copy(ping.getPayload()));
        callback.succeeded();
        core().sendFrame(pong, Callback.from(core()::demand, lost -> {}), false);
    }

    private void receive(org.eclipse.jetty.websocket.core.Frame frame, Callback callback) {
        if (isOver()) {
            // an aborted session keeps reading until it finds the end
            callback.succeeded();
            return;
        }
        Frame message;
        try {
            message = assembly.take(frame);
        } catch (Throwable refused) {
            UncaughtErrors.reportError("the reading of a WebSocket", refused);
            callback.failed(refused);
            return;
        }
        callback.succeeded();
        if (message != null) {
            deliver(message);
            return;
        }
        if (assembly.size() > 0 && !Objects.requireNonNull(listener).onPart(assembly.size())) {
            assembly.drop();
        }
        core().demand();
    }

    /** The engine is ready for the next message. */
    @Override
    public void succeed() {
        core().demand();
    }

    @Override
    public void fail(Throwable cause) {
        abort();
    }

    private synchronized boolean isOver() {
        return aborted || ending != null;
    }

    private void deliver(Frame message) {
        try {
            Objects.requireNonNull(listener).onFrame(message, this);
        } catch (Throwable failure) {
            UncaughtErrors.report("the reading of a WebSocket", failure);
            abort();
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        failure = cause;
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        String reason = Objects.requireNonNullElse(status.getReason(), "");
        Ending end = new Ending(status.getCode(), reason, failure);
        FrameListener input;
        synchronized (this) {
            ending = end;
            input = listener;
        }
        neverOpened();
        if (input != null) {
            input.onClosed(end.code, end.reason, end.cause);
        }
        callback.succeeded();
        if (session != null) {
            Http2Streams.release(session.getConnection().getEndPoint());
        }
    }

    @Override
    public void send(List<Frame> frames, Completion done) {
        Callback callback = new CompletionCallback(done);
        if (direct == null) {
            new SingleSends(frames, callback).iterate();
        } else {
            FrameTrain.send(frames, deflation, core(), direct, callback);
        }
    }

    private record CompletionCallback(Completion done) implements Callback {

        @Override
        public void succeeded() {
            done.succeed();
        }

        @Override
        public void failed(Throwable cause) {
            done.fail(cause);
        }
    }

    @Override
    public void close(int code, String reason) {
        WebSocketCoreSession open = core();
        if (open.isOutputOpen()) {
            // The peer has a limited time to receive our close frame, and then again to answer it.
            Duration closeTimeout = Scheduler.bounded(webSockets.settings.closeTimeout());
            Callback sent = Callback.from(() -> open.setIdleTimeout(closeTimeout), lost -> {});
            var frame = new CloseStatus(code, reason).toFrame();
            open.sendFrame(new OutgoingEntry.Builder(frame, sent)
                    .frameTimeout(Scheduler.millis(closeTimeout))
                    .build());
        }
    }

    @Override
    public void abort() {
        synchronized (this) {
            aborted = true;
        }
        core().abort();
    }

    private WebSocketCoreSession core() {
        return Objects.requireNonNull(session, "not open yet");
    }

    /**
     * Sends frames one after the other. On a connection with compression they bypass the extension, which would
     * compress them again.
     */
    private final class SingleSends extends IteratingCallback {

        private final List<Frame> frames;
        private final Callback end;
        private int next;

        SingleSends(List<Frame> frames, Callback end) {
            this.frames = frames;
            this.end = end;
        }

        @Override
        protected Action process() {
            if (next == frames.size()) {
                return Action.SUCCEEDED;
            }
            var frame = Deflation.jettyFrame(deflation.onWire(frames.get(next++)));
            OutgoingEntry entry = new OutgoingEntry.Builder(frame, this).build();
            if (deflation == Deflation.ON) {
                core().getConnection().enqueueFrame(entry);
            } else {
                core().sendFrame(entry);
            }
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            end.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            end.failed(cause);
        }
    }
}
