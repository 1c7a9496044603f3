package dev.parley.example.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody who writes 500 messages a second, whatever comes of it. Guarded by {@code this}. */
final class Flood implements AutoCloseable {

    private static final int TICK_MILLIS = 20;
    private static final int EACH = 10;

    /**
     * A message with what came of it.
     *
     * @param before whether it was sent before the ban
     * @param late how long after the ban it was sent
     */
    record Sent(int number, boolean before, Duration late, JsonNode answer) {

        boolean isAccepted() {
            return answer.path("ok").asBoolean();
        }

        long seq() {
            return answer.path("seq").asLong();
        }
    }

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Client client;
    private final Map<String, ?> message;
    private final List<CompletableFuture<Sent>> answers = new ArrayList<>();
    private long bannedAt = Long.MAX_VALUE;

    Flood(Client client, String room) {
        this.client = client;
        this.message = Map.of("room", room, "text", "again");
        var unused = clock.scheduleAtFixedRate(this::turn, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void turn() {
        for (int i = 0; i < EACH; i++) {
            int number = answers.size();
            boolean before = bannedAt == Long.MAX_VALUE;
            Duration late = before ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - bannedAt);
            answers.add(client.ask("chatMessage", message).thenApply(answer -> new Sent(number, before, late, answer)));
        }
    }

    /** The ban is in force. */
    synchronized void banned() {
        bannedAt = System.nanoTime();
    }

    /** What was answered by now, in the order in which it was sent. */
    synchronized List<Sent> sent() {
        return answers.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .sorted(Comparator.comparingInt(Sent::number))
                .toList();
    }

    /** Ends the writing, and waits until all is answered. */
    List<Sent> end() {
        clock.shutdown();
        List<CompletableFuture<Sent>> all;
        synchronized (this) {
            all = List.copyOf(answers);
        }
        return all.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
