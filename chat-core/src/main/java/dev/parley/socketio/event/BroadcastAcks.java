package dev.parley.socketio.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came back from a broadcast that asked for answers.
 *
 * @param answers the answers, in the order in which they came
 * @param missing for each socket that did not answer, by its id, why
 * @param unnamed how many sockets of other servers did not answer in time, of which only the number is known
 * @param silentServers how many other servers gave no sign in time: how many sockets they asked is not known
 */
public record BroadcastAcks(List<Answer> answers, Map<String, AckFailure> missing, int unnamed, int silentServers) {

    /**
     * Copies the parts.
     *
     * @param answers the answers
     * @param missing the sockets that did not answer
     * @param unnamed further sockets that did not answer
     * @param silentServers servers that gave no sign
     */
    public BroadcastAcks {
        answers = List.copyOf(answers);
        missing = Map.copyOf(missing);
    }

    /**
     * What came back from the sockets of one server.
     *
     * @param answers the answers
     * @param missing the sockets that did not answer
     */
    public BroadcastAcks(List<Answer> answers, Map<String, AckFailure> missing) {
        this(answers, missing, 0, 0);
    }

    /**
     * Whether every socket answered.
     *
     * @return true if none is missing; also when there was none to ask
     */
    public boolean complete() {
        return missing.isEmpty() && unnamed == 0 && silentServers == 0;
    }

    /**
     * These answers and others to the same question.
     *
     * @param others of other sockets
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
     * One socket's answer.
     *
     * @param socketId whose; null if the socket's server does not tell, as those of Node do not
     * @param args its arguments; from a server that sends no more, the first one alone
     */
    public record Answer(@Nullable String socketId, Args args) {}
}
