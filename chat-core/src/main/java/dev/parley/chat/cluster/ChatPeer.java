package dev.parley.chat.cluster;

import java.util.Set;

/** An engine as a {@link ChatCluster} sees it. Thread-safe; its methods neither block nor throw. */
public interface ChatPeer {

    /**
     * Receives a hint of another engine.
     *
     * @param hint the hint; may have been received before
     */
    void onHint(Hint hint);

    /** Hints of unknown rooms were lost, such as while the connection was down: all rooms are compared with the store. */
    void onGap();

    /**
     * Receives which other engines have a lease: whenever that has changed, and at least every {@link SharedState#RENEWAL}
     * while the {@link ChatCluster#shared shared state} answers. The default ignores it.
     *
     * @param engines the others
     * @param anew whether this engine's own lease is new: the others may be about to get new ones, too
     */
    default void onEngines(Set<String> engines, boolean anew) {
        // Who shares nothing need not know.
    }
}
