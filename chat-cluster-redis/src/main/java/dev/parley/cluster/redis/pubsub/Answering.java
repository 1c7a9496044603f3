package dev.parley.cluster.redis.pubsub;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the classic form do not say which server gives them. They are counted: each is taken for that of one more server, and each
 * acknowledgement of a client for one of those that a server has announced. Guarded by {@code this}.
 */
final class Answering {

    /** Of more own questions the oldest is forgotten. */
    static final int MAX_QUESTIONS = 10_000;

    private static final int MAX_SERVERS = 4_096;

    private record Announced(String server, int left) {}

    private static final class Question {
        private final ArrayDeque<Announced> announced = new ArrayDeque<>();
        private int servers;
    }

    private final Map<String, Question> asked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Question> eldest) {
            return size() > MAX_QUESTIONS;
        }
    };

    /** This server asks. */
    synchronized void ask(String request) {
        asked.put(request, new Question());
    }

    /** What stands for the server that has answered, with how many acknowledgements behind it; null if this server did not ask. */
    synchronized @Nullable String server(@Nullable Object request, int acknowledgements) {
        Question question = request instanceof String id ? asked.get(id) : null;
        if (question == null || question.servers >= MAX_SERVERS) {
            return null;
        }
        String server = "answer-" + question.servers++;
        if (acknowledgements > 0) {
            question.announced.add(new Announced(server, acknowledgements));
        }
        return server;
    }

    /** What stands for the server whose client has acknowledged; null if none is announced. */
    synchronized @Nullable String acknowledged(@Nullable Object request) {
        Question question = request instanceof String id ? asked.get(id) : null;
        Announced first = question == null ? null : question.announced.poll();
        if (question != null && first != null && first.left() > 1) {
            question.announced.addFirst(new Announced(first.server(), first.left() - 1));
        }
        return first == null ? null : first.server();
    }
}
