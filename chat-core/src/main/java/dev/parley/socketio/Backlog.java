package dev.parley.socketio;

import java.util.concurrent.atomic.AtomicInteger;

/** How many mailboxes wait for a thread of the handler executor. Thread-safe. */
final class Backlog {

    private final int processors;
    private final AtomicInteger waiting = new AtomicInteger();

    Backlog(int processors) {
        this.processors = processors;
    }

    /** Whether a handler that takes its time keeps others waiting: more wait than could run at once in any case. */
    boolean isLong() {
        return waiting.get() > processors;
    }

    void enter() {
        waiting.incrementAndGet();
    }

    void leave() {
        waiting.decrementAndGet();
    }
}
