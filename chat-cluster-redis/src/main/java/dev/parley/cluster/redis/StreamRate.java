package dev.parley.cluster.redis;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a stream keeps its entries at the rate at which they come. Used by one thread. */
final class StreamRate {

    /** A stream that keeps less does not bridge a restart of a server, a long pause, or the loss of a connection. */
    static final int LEAST_SECONDS = 10;

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private final String stream;
    private final int maxLength;
    private long begun;
    private long entries;
    private @Nullable String advice;

    StreamRate(String stream, int maxLength, long now) {
        this.stream = stream;
        this.maxLength = maxLength;
        this.begun = now;
    }

    /** Entries were read; gives what to say about the last full second, null for nothing. */
    @Nullable
    String read(int count, long now) {
        entries += count;
        if (now - begun >= WINDOW) {
            double perSecond = entries * (double) TimeUnit.SECONDS.toNanos(1) / (now - begun);
            double seconds = maxLength / Math.max(perSecond, 1e-9);
            advice = seconds >= LEAST_SECONDS
                    ? null
                    : "the stream " + stream + " keeps " + maxLength + " entries, which are less than " + LEAST_SECONDS
                            + " seconds at the rate at which they come: raise maxLength on all servers";
            begun = now;
            entries = 0;
        }
        return advice;
    }
}
