package dev.parley.socketio.inbound;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sockets that have not ended yet, so that a closing server waits for their last listeners. */
public final class Liveness {

    /** One per socket, plus one for the server itself. */
    private final AtomicInteger count = new AtomicInteger(1);

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    public void begin() {
        count.incrementAndGet();
    }

    public void end() {
        if (count.decrementAndGet() == 0) {
            ended.complete(null);
        }
    }

    public CompletableFuture<Void> ended() {
        return ended;
    }
}
