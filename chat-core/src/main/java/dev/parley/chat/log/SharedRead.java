package dev.parley.chat.log;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A reading of the store that the first who needs it does, and everybody else waits for. Guarded by {@code this}. */
final class SharedRead {

    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private @Nullable Thread reader;

    /**
     * Reads, or waits until another thread has; returns at once if this thread is the one that reads. If the reading fails,
     * only who does it learns that. Called without a lock.
     *
     * @return whether this call has read
     */
    boolean run(Runnable reading) {
        Thread self = Thread.currentThread();
        boolean first;
        synchronized (this) {
            first = reader == null;
            if (reader == self) {
                return false;
            }
            reader = first ? self : reader;
        }
        if (first) {
            try {
                reading.run();
            } finally {
                done.complete(null);
            }
        } else {
            done.join();
        }
        return first;
    }
}
