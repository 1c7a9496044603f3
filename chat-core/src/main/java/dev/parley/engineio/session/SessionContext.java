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
 * What all sessions of a server share. Thread-safe.
 *
 * @param options how the server behaves
 * @param listener the layer above
 * @param deadlines the deadlines of all sessions
 * @param fanOut where messages are offered to sessions
 * @param sessions the sessions by id
 * @param executor where runs what takes its time or belongs to the application
 */
public record SessionContext(
        EngineOptions options,
        EngineListener listener,
        SessionDeadlines deadlines,
        FanOut fanOut,
        SessionRegistry sessions,
        Executor executor) {

    /**
     * Runs what may take its time or belongs to the application: on the executor, or on the caller when that has stopped.
     *
     * @param task the work
     */
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException stoppedMeanwhile) {
            task.run();
        }
    }

    /**
     * The bound of what everything that waits holds together.
     *
     * @return the budget of the options
     */
    public MemoryBudget memory() {
        return options.memory();
    }

    /**
     * What observes the server.
     *
     * @return the observer of the layer above
     */
    public ServerObserver observer() {
        return listener.observer();
    }

    /**
     * Reports a request that was refused.
     *
     * @param error what happened
     */
    public void refused(ConnectionError error) {
        observer().requestRefused(error.code());
        listener.onConnectionError(error);
    }
}
