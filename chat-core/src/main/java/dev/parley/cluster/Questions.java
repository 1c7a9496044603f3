package dev.parley.cluster;

import dev.parley.runtime.FailureLog;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** A server's outstanding requests to the others in a namespace, by id. Thread-safe. */
final class Questions {

    /** Maximum number of outstanding requests; further ones end as if no other server had answered. */
    static final int MAX_OPEN = 10_000;

    /** Maximum memory of the answers to all outstanding requests, in bytes. */
    static final long MAX_ANSWER_BYTES = 64L * 1024 * 1024;

    private static final int ID_BYTES = 8;

    private record Open(Question<?> question, Predicate<ClusterMessage> reader) {}

    private final ClusterBus.Lane lane;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final FailureLog failures;
    private final AnswerMemory memory = new AnswerMemory(MAX_ANSWER_BYTES);
    private final ConcurrentMap<String, Open> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Questions(ClusterBus.Lane lane, InMemoryAdapter local, FailureLog failures) {
        this.lane = lane;
        this.scheduler = local.scheduler();
        this.random = local.random();
        this.failures = failures;
    }

    /** 16 hexadecimal digits, as in the reference for servers and requests. */
    static String newId(RandomGenerator random) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** {@code reader} adds an answer to the request; false if there is no memory for it. */
    <A> CompletionStage<Question.Outcome<A>> ask(
            Duration timeout,
            Function<String, ClusterMessage> message,
            BiPredicate<Question<A>, ClusterMessage> reader) {
        Question<A> question = new Question<>(memory);
        if (open.size() >= MAX_OPEN) {
            question.timeOut();
            return question.outcome();
        }
        String request = newId(random);
        open.put(request, new Open(question, answer -> reader.test(question, answer)));
        var unused = question.outcome().thenRun(() -> open.remove(request));
        lane.servers().thenAccept(count -> question.servers(Math.max(0, count - 1)));
        lane.publish(message.apply(request)).exceptionally(unsent -> {
            question.timeOut();
            return null;
        });
        question.timer(scheduler.schedule(timeout, question::timeOut));
        if (closed) {
            question.timeOut();
        }
        return question.outcome();
    }

    /** Late answers are dropped. */
    void answer(ClusterMessage message) {
        String request = Forms.requestId(message.data());
        Open asked = request == null ? null : open.get(request);
        if (asked != null && !asked.reader().test(message)) {
            failures.warn(
                    "An answer of another server was dropped",
                    new IllegalStateException("answers hold more than " + MAX_ANSWER_BYTES + " bytes"));
        }
    }

    int size() {
        return open.size();
    }

    void close() {
        closed = true;
        open.values().forEach(asked -> asked.question().timeOut());
    }
}
