package dev.parley.socketio;

import java.util.concurrent.atomic.AtomicInteger;

/** How many mailboxes wait for a thread of the handler executor. Thread-safe. */
final class Backlog {

    private final AtomicInteger waiting = new AtomicInteger();

    /** Whether a handler that takes its time keeps others waiting. */
    boolean exists() {
        return waiting.get() > 0;
    }

    void enter() {
        waiting.incrementAndGet();
    }

    void leave() {
        waiting.decrementAndGet();
    }
}
