package dev.parley.socketio.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgements of a broadcast.
 *
 * @param answers the acknowledgements, in order of arrival
 * @param missing the sockets without one, by id, with the reason
 * @param unnamed the number of sockets of other servers without one in time, or whose acknowledgement was dropped, as
 *     answers may hold no more memory; their ids are unknown
 * @param silentServers the number of other servers that did not answer in time: their number of sockets is unknown
 */
public record BroadcastAcks(List<Answer> answers, Map<String, AckFailure> missing, int unnamed, int silentServers) {

    /**
     * Copies the collections.
     *
     * @param answers the acknowledgements
     * @param missing the sockets without one
     * @param unnamed further sockets without one
     * @param silentServers servers that did not answer
     */
    public BroadcastAcks {
        answers = List.copyOf(answers);
        missing = Map.copyOf(missing);
    }

    /**
     * Creates the result of a single server.
     *
     * @param answers the acknowledgements
     * @param missing the sockets without one
     */
    public BroadcastAcks(List<Answer> answers, Map<String, AckFailure> missing) {
        this(answers, missing, 0, 0);
    }

    /**
     * Returns whether every socket acknowledged.
     *
     * @return true if none is missing; also if there were no recipients
     */
    public boolean complete() {
        return missing.isEmpty() && unnamed == 0 && silentServers == 0;
    }

    /**
     * Combines this result with another one of the same broadcast.
     *
     * @param others the result for other sockets
     * @return both together
     */
    public BroadcastAcks with(BroadcastAcks others) {
        List<Answer> all = new ArrayList<>(answers);
        all.addAll(others.answers);
        Map<String, AckFailure> without = new HashMap<>(missing);
        without.putAll(others.missing);
        return new BroadcastAcks(all, without, unnamed + others.unnamed, Math.max(silentServers, others.silentServers));
    }

    /**
     * One socket's acknowledgement.
     *
     * @param socketId its id; null if the socket's server does not report it, like those of Node
     * @param args its arguments; only the first one from a server that sends no more
     */
    public record Answer(@Nullable String socketId, Args args) {}
}
