package dev.parley.chat.room;

import dev.parley.chat.policy.ChatListener;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.callback.Callbacks;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invokes the application's listeners serially, in the order of {@link #publish}. Guarded by {@code this}; listeners are
 * called without it. At most {@link ChatListener#MAX_WAITING} calls are queued; further ones are dropped.
 */
public final class ListenerQueue implements Callbacks.Runner {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);
    private static final int CALLS_PER_TURN = 64;

    private final List<ChatListener> listeners;
    private final Executor executor;
    private final Queue<Consumer<ChatListener>> waiting = new ArrayDeque<>();
    private boolean running;
    private long dropped;

    public ListenerQueue(List<ChatListener> listeners, Executor executor) {
        this.listeners = List.copyOf(listeners);
        this.executor = executor;
    }

    public void publish(Consumer<ChatListener> call) {
        if (listeners.isEmpty()) {
            return;
        }
        boolean start;
        synchronized (this) {
            if (waiting.size() >= ChatListener.MAX_WAITING) {
                dropped++;
                return;
            }
            waiting.add(call);
            start = !running;
            running = true;
        }
        if (start) {
            submit();
        }
    }

    private void submit() {
        try {
            executor.execute(this::turn);
        } catch (Throwable refused) {
            UncaughtErrors.reportError("the executor of the chat", refused);
            synchronized (this) {
                waiting.clear();
                running = false;
            }
        }
    }

    private void turn() {
        for (int i = 0; i < CALLS_PER_TURN; i++) {
            Consumer<ChatListener> call;
            long lost;
            synchronized (this) {
                call = waiting.poll();
                lost = dropped;
                dropped = 0;
                if (call == null) {
                    running = false;
                    return;
                }
            }
            if (lost > 0) {
                LOG.warn("{} calls of listeners were dropped: listeners are too slow", lost);
            }
            listeners.forEach(listener -> call(call, listener));
        }
        submit();
    }

    private static void call(Consumer<ChatListener> call, ChatListener listener) {
        try {
            call.accept(listener);
        } catch (Throwable failure) {
            LOG.warn("a listener failed", failure);
            UncaughtErrors.reportError("a listener of the chat", failure);
        }
    }
}
