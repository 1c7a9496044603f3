package dev.parley.engineio.server;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.session.SessionListener;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of one session serially on the executor. At most three are queued: the opening, one message (the
 * next arrives once it is handled) and the close. {@code waiting} and {@code running} are guarded by the monitor, which
 * is not held during a callback.
 */
final class SessionCalls implements SessionListener, Runnable {

    /** Maximum number of consecutive callbacks on one thread before it yields to other sessions. */
    private static final int CALLS_IN_A_ROW = 64;

    private final EngineIoSession session;
    private final EngineIoListener listener;
    private final Executor executor;
    private final FailureLog failures;
    private final Runnable ended;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(3);
    private boolean running;

    SessionCalls(
            EngineIoSession session,
            EngineIoListener listener,
            Executor executor,
            FailureLog failures,
            Runnable ended) {
        this.session = session;
        this.listener = listener;
        this.executor = executor;
        this.failures = failures;
        this.ended = ended;
    }

    void open() {
        add(() -> listener.onOpen(session));
    }

    @Override
    public void onMessage(Frame message, Completion handled) {
        add(() -> {
            try {
                listener.onMessage(session, message);
            } finally {
                handled.succeed();
            }
        });
    }

    @Override
    public void onClose(CloseReason reason, String description) {
        ended.run();
        add(() -> listener.onClose(session, reason.text(), description));
    }

    private void add(Runnable call) {
        synchronized (this) {
            waiting.add(call);
            if (running) {
                return;
            }
            running = true;
        }
        dispatch();
    }

    private void dispatch() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException stopped) {
            run();
        }
    }

    @Override
    public void run() {
        for (int calls = 0; calls < CALLS_IN_A_ROW; calls++) {
            Runnable call = next();
            if (call == null) {
                return;
            }
            call(call);
        }
        dispatch();
    }

    private synchronized @Nullable Runnable next() {
        Runnable call = waiting.poll();
        running = call != null;
        return call;
    }

    private void call(Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            failures.warn("A listener of an Engine.IO session failed", failure);
            UncaughtErrors.reportError("a listener of an Engine.IO session", failure);
        }
    }
}
