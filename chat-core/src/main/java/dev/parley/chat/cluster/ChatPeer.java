package dev.parley.chat.cluster;

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
}
