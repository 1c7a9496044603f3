package dev.parley.transport;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a transport found in one read. Application work they trigger starts once all are delivered, so that
 * the messages of one client are handled in one go instead of waking a thread for each. Optional for transports;
 * without it, work starts immediately. Confined to a thread.
 */
public final class ReadBatch {

    private static final ThreadLocal<@Nullable ReadBatch> CURRENT = new ThreadLocal<>();

    private final List<Start> starts = new ArrayList<>();

    private ReadBatch() {}

    /** Work to start at the end of the batch. */
    @FunctionalInterface
    public interface Start {

        /** Starts the work; must not block. */
        void start();
    }

    /**
     * Reads messages and delivers them on the calling thread, which must not block: work they trigger starts at the end
     * of this call.
     *
     * @param reading reads and delivers; an exception is propagated after the work has started
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
     * Starts work at the end of this thread's batch, or immediately if there is none.
     *
     * @param start the work
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
