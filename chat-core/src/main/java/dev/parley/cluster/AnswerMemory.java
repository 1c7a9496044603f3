package dev.parley.cluster;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds what the answers to outstanding requests hold together. Thread-safe. */
final class AnswerMemory {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    AnswerMemory(long limit) {
        this.limit = limit;
    }

    /** False if there is no room for so many bytes, in which case none are taken. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        release(bytes);
        return false;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
