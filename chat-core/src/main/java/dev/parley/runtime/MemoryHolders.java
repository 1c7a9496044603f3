package dev.parley.runtime;

import java.time.Duration;
import java.util.function.Consumer;

/** The holders of one server. Thread-safe. */
public interface MemoryHolders {

    /**
     * Visits every current holder once.
     *
     * @param visitor called for each holder
     */
    void forEach(Consumer<MemoryHolder> visitor);

    /**
     * Schedules a task on a thread of the server that holds no lock, never inline. Called under locks; must not block.
     *
     * @param delay the delay, possibly zero
     * @param task the task
     * @return whether it will run; false once the server has stopped
     */
    boolean run(Duration delay, Runnable task);

    /**
     * Returns the scheduler's time.
     *
     * @return monotonic nanoseconds, from an arbitrary origin
     */
    long nanoTime();
}
