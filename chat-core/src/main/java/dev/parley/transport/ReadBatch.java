package dev.parley.transport;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a transport found in one read. What they give the application to do starts when all are taken, so that the
 * messages of one client are handled in one go and no thread is woken for each. Using it is a transport's choice; without it
 * everything starts at once. Each thread has its own.
 */
public final class ReadBatch {

    private static final ThreadLocal<@Nullable ReadBatch> CURRENT = new ThreadLocal<>();

    private final List<Start> starts = new ArrayList<>();

    private ReadBatch() {}

    /** Work that begins at the end of the batch. */
    @FunctionalInterface
    public interface Start {

        /** Begins; must not block. */
        void start();
    }

    /**
     * Reads messages and gives them to their listeners on the calling thread, which must not block: what they start waits for
     * the end of this call.
     *
     * @param reading reads and delivers; what it throws is passed on, behind what was to start
     */
    public static void read(Runnable reading) {
        if (CURRENT.get() != null) {
            reading.run();
            return;
        }
        ReadBatch batch = new ReadBatch();
        CURRENT.set(batch);
        try {
            reading.run();
        } finally {
            CURRENT.remove();
            batch.starts.forEach(Start::start);
        }
    }

    /**
     * Starts something at the end of this thread's batch, or at once if there is none.
     *
     * @param start what to start
     */
    public static void atEnd(Start start) {
        ReadBatch batch = CURRENT.get();
        if (batch == null) {
            start.start();
        } else {
            batch.starts.add(start);
        }
    }
}
