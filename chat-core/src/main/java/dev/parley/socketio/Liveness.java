package dev.parley.socketio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sockets that have not ended yet, so that a closing server waits for their last listeners. */
final class Liveness {

    /** One for each socket, and one for the server itself. */
    private final AtomicInteger count = new AtomicInteger(1);

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    void begin() {
        count.incrementAndGet();
    }

    void end() {
        if (count.decrementAndGet() == 0) {
            ended.complete(null);
        }
    }

    CompletableFuture<Void> ended() {
        return ended;
    }
}
