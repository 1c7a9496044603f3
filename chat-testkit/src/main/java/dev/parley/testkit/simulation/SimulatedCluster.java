package dev.parley.testkit.simulation;

import dev.parley.chat.cluster.ChatCluster;

/** A cluster that takes part in a {@link Simulation}. */
@FunctionalInterface
public interface SimulatedCluster {

    /**
     * Adds an engine.
     *
     * @return the cluster as this engine has it
     */
    ChatCluster member();

    /**
     * Ends an engine's part as if its process were killed: nothing of it is sent or renewed any more, and nobody is told. By
     * default it is closed, which is enough for a cluster without leases.
     *
     * @param member one that was returned by {@link #member}
     */
    default void kill(ChatCluster member) {
        member.close();
    }

    /**
     * Stops an engine's part, as its process is stopped for a while: it sends, receives and renews nothing. By default nothing
     * happens; then what it receives and sends waits until its node goes on.
     *
     * @param member one that was returned by {@link #member}
     */
    default void suspend(ChatCluster member) {
        // The node itself is stopped.
    }

    /**
     * Lets an engine go on that was stopped.
     *
     * @param member one that was returned by {@link #member}
     */
    default void resume(ChatCluster member) {
        // The node itself goes on.
    }
}
