package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages between the servers of a cluster. Thread-safe; no method but {@link #close} blocks. Stages are completed by threads of
 * the bus, which continuations must not block.
 */
public interface ClusterBus extends AutoCloseable {

    /**
     * Begins to carry the messages of one namespace.
     *
     * @param namespace its name, beginning with {@code /}
     * @param server the id of the server in this namespace, 16 hexadecimal digits, which no other server has; {@link Emitter#ID} for
     *     processes that serve no sockets: their lanes only publish, and are neither started nor closed
     * @return what the server sends and receives by
     */
    Lane open(String namespace, String server);

    /**
     * Returns whether the bus brings the messages of all servers into one order, and shows each server the positions of its own.
     *
     * @return whether {@link Lane#publish(ClusterMessage, Consumer)} waits for that position
     */
    default boolean isLog() {
        return false;
    }

    /**
     * Returns what was done until now.
     *
     * @return the counts; all zero for a bus that does not count
     */
    default ClusterStats stats() {
        return new ClusterStats() {};
    }

    /** Ends all lanes and gives up the connections; may wait shortly for what is still to be sent. */
    @Override
    void close();

    /** The messages of one namespace. */
    interface Lane {

        /**
         * Begins to receive; called once, before the other methods.
         *
         * @param receiver takes the messages of other servers, those of one server in the order in which it published them; is
         *     quick, throws nothing, and may call the lane
         * @return completes when no message sent from now on can be missed
         */
        CompletionStage<Void> start(Consumer<ClusterMessage> receiver);

        /**
         * Sends a message to all other servers, in the order of the calls of one thread.
         *
         * @param message the message; its values do not change any more
         * @return completes when the bus is sure to deliver it to the servers that it reaches; fails when it does not
         */
        CompletionStage<Void> publish(ClusterMessage message);

        /**
         * Sends a message to all other servers, and has this one carry it out at its position among the messages of all. By default
         * it is carried out at once.
         *
         * @param message the message; its values do not change any more
         * @param here carries it out; called exactly once by a thread of the bus, in order with the messages that the receiver gets, with
         *     the position in the log, or null if the message was not read back; is quick and throws nothing
         * @return as {@link #publish(ClusterMessage)}
         */
        default CompletionStage<Void> publish(ClusterMessage message, Consumer<@Nullable String> here) {
            here.accept(null);
            return publish(message);
        }

        /**
         * Returns the sessions that the servers of the cluster share.
         *
         * @return the same on every call; null if the bus is no {@linkplain ClusterBus#isLog log}, or keeps none
         */
        default @Nullable SessionLog sessions() {
            return null;
        }

        /**
         * Sends an answer to one server. When it cannot be delivered the asker learns so by its deadline.
         *
         * @param server the server that asked
         * @param message the answer
         */
        void answer(String server, ClusterMessage message);

        /**
         * Counts the servers that have this namespace.
         *
         * @return completes with the number, this server included
         */
        CompletionStage<Integer> servers();

        /**
         * Returns whether {@link #roomChanged} is to be called.
         *
         * @return false, unless the bus has channels for single rooms
         */
        default boolean followsRooms() {
            return false;
        }

        /**
         * The first socket of this server has joined a room, or the last one has left it. Calls of several threads may arrive in
         * another order than that of the changes; as many rooms were entered as left in the end.
         *
         * @param room the room
         * @param entered false if the last socket has left it
         */
        default void roomChanged(String room, boolean entered) {}

        /**
         * A message that the receiver was given does not have the fields of its kind, and was skipped: one more that is
         * {@linkplain ClusterStats#unreadable() unreadable}.
         *
         * @param message the message
         */
        default void unreadable(ClusterMessage message) {}

        /**
         * How other servers are reached now.
         *
         * @return the state
         */
        Adapter.Health health();

        /** Ends it: nothing more is received, and the other servers no longer count this one. */
        void close();
    }
}
