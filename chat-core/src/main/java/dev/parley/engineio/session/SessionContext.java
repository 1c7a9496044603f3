package dev.parley.engineio.session;

import dev.parley.engineio.deadline.SessionDeadlines;
import dev.parley.engineio.fanout.FanOut;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.transport.ConnectionError;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * State shared by all sessions of a server. Thread-safe.
 *
 * @param options the server's options
 * @param listener the layer above
 * @param deadlines the deadlines of all sessions
 * @param fanOut dispatches messages to sessions
 * @param sessions the sessions by id
 * @param executor runs tasks that are slow or belong to the application
 */
public record SessionContext(
        EngineOptions options,
        EngineListener listener,
        SessionDeadlines deadlines,
        FanOut fanOut,
        SessionRegistry sessions,
        Executor executor) {

    /**
     * Runs a task that is slow or belongs to the application: on the executor, or inline if that has stopped.
     *
     * @param task the task
     */
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException stoppedMeanwhile) {
            task.run();
        }
    }

    /**
     * The budget of everything queued.
     *
     * @return the budget of the options
     */
    public MemoryBudget memory() {
        return options.memory();
    }

    /**
     * The observer of the server.
     *
     * @return the observer of the layer above
     */
    public ServerObserver observer() {
        return listener.observer();
    }

    /**
     * Reports a refused request.
     *
     * @param error the details
     */
    public void refused(ConnectionError error) {
        observer().requestRefused(error.code());
        listener.onConnectionError(error);
    }
}
