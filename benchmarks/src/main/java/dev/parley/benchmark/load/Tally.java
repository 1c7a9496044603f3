package dev.parley.benchmark.load;

import org.HdrHistogram.Histogram;

/** Counts and verifies received messages. Owned by the loop's thread. */
final class Tally {
    private static final long LONGEST_MICROS = 600_000_000;

    private final Histogram latencyMicros = new Histogram(LONGEST_MICROS, 3);
    private long delivered;
    private long disorder;
    private long astray;
    private long pings;
    private long received;
    private final Histogram ackMicros = new Histogram(LONGEST_MICROS, 3);
    private long acks;

    /** A message arrived {@code step} after the previous one of its sender, which should be 1. */
    void delivered(int step, long latencyNanos) {
        delivered++;
        if (step != 1) {
            disorder++;
        }
        record(latencyMicros, latencyNanos);
    }

    /** An event was acknowledged. */
    void acknowledged(long latencyNanos) {
        acks++;
        record(ackMicros, latencyNanos);
    }

    private static void record(Histogram micros, long nanos) {
        micros.recordValue(Math.min(Math.max(nanos, 0) / 1_000, LONGEST_MICROS));
    }

    /** A message arrived in a room it was not sent to. */
    void astray() {
        astray++;
    }

    /** Bytes came in frames, with what is around them. */
    void received(int bytes) {
        received += bytes;
    }

    long receivedBytes() {
        return received;
    }

    void pinged() {
        pings++;
    }

    /** Starts a new span of latencies; the counters continue. */
    void resetLatency() {
        latencyMicros.reset();
        ackMicros.reset();
    }

    Histogram latencyMicros() {
        return latencyMicros;
    }

    Histogram ackMicros() {
        return ackMicros;
    }

    long ackCount() {
        return acks;
    }

    long deliveredCount() {
        return delivered;
    }

    /** Gaps, duplicates and reorderings: 0 in a correct run. */
    long disorderCount() {
        return disorder;
    }

    long astrayCount() {
        return astray;
    }

    long pingCount() {
        return pings;
    }
}
