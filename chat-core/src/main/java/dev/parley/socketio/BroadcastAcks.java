package dev.parley.socketio;

import java.util.List;
import java.util.Map;

/**
 * What came back from a broadcast that asked for answers.
 *
 * @param answers the answers, in the order in which they came
 * @param missing for each socket that did not answer, by its id, why
 */
public record BroadcastAcks(List<Answer> answers, Map<String, AckFailure> missing) {

    /**
     * Copies the parts.
     *
     * @param answers the answers
     * @param missing the sockets that did not answer
     */
    public BroadcastAcks {
        answers = List.copyOf(answers);
        missing = Map.copyOf(missing);
    }

    /**
     * Whether every socket answered.
     *
     * @return true if none is missing; also when there was none to ask
     */
    public boolean complete() {
        return missing.isEmpty();
    }

    /**
     * One socket's answer.
     *
     * @param socketId whose
     * @param args its arguments
     */
    public record Answer(String socketId, Args args) {}
}
