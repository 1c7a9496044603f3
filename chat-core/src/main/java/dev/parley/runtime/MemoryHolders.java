package dev.parley.runtime;

import java.time.Duration;
import java.util.function.Consumer;

/** The holders of one server. Thread-safe. */
public interface MemoryHolders {

    /**
     * Shows every holder there is now, each once.
     *
     * @param visitor what to call
     */
    void forEach(Consumer<MemoryHolder> visitor);

    /**
     * Runs a task on a thread of the server's that holds no lock, never in the call. Called under locks; must not block.
     *
     * @param delay how long to wait, possibly zero
     * @param task what to run
     * @return whether it will be run; not once the server has stopped
     */
    boolean run(Duration delay, Runnable task);

    /**
     * The time by the server's scheduler.
     *
     * @return monotonic nanoseconds, from an arbitrary origin
     */
    long nanoTime();
}
