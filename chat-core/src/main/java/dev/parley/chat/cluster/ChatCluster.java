package dev.parley.chat.cluster;

import dev.parley.cluster.ClusterStats;
import dev.parley.socketio.Adapter;
import java.util.concurrent.CompletionStage;

/**
 * Carries hints between the engines of one chat, which share a store. The store alone decides what is in a room and in
 * which order; a hint only says that there is something to see, so that clients see it in milliseconds. Hints may be lost,
 * arrive twice, late and in any order: engines compare their rooms with the store every few seconds anyway.
 *
 * <p>Implementations are thread-safe. An instance belongs to one engine, which starts and closes it.
 */
public interface ChatCluster {

    /**
     * Returns the cluster of an engine that is the only one over its store: the default. It carries nothing, and the
     * engine does not compare its rooms with the store.
     *
     * @return the cluster
     */
    static ChatCluster alone() {
        return AloneCluster.INSTANCE;
    }

    /**
     * Begins to receive.
     *
     * @param self receives the hints of the other engines
     * @return completes once hints arrive; a failure ends nothing, the engine then relies on the store
     */
    CompletionStage<Void> start(ChatPeer self);

    /**
     * Sends a hint to all other engines. Never blocks and never throws; what cannot be sent is lost.
     *
     * @param hint the hint
     */
    void publish(Hint hint);

    /**
     * Returns what the engines share beside the store. Used after {@link #start}.
     *
     * @return the shared state, the same at each call; the default shares nothing: presence, lists of people and limits are
     *     then those of each engine
     */
    default SharedState shared() {
        return SharedState.none();
    }

    /**
     * Returns how the other engines are reached now, for operators. Does not block.
     *
     * @return the state of the way that hints take; {@link Adapter.Link#ALONE} if there are no others, or if the cluster does not
     *     tell, which is the default
     */
    default Adapter.Health health() {
        return new Adapter.Health(Adapter.Link.ALONE, null, "");
    }

    /**
     * Returns what became of hints until now, for metrics. Does not block.
     *
     * @return the counts, of hints instead of messages; all zero for a cluster that does not count, which is the default
     */
    default ClusterStats stats() {
        return new ClusterStats() {};
    }

    /** Ends the engine's part: after the call it receives nothing any more. Idempotent. */
    void close();
}
