package dev.parley.benchmark.load;

/**
 * The counters of a run.
 *
 * @param delivered messages received by all clients
 * @param expected deliveries expected from all messages sent
 * @param disorder gaps, duplicates and reorderings of one sender's messages at one receiver
 * @param astray messages received in the wrong room
 * @param gone clients that were closed or failed
 * @param pings Engine.IO pings answered
 * @param bytes received over WebSocket, in frames
 */
public record Count(long delivered, long expected, long disorder, long astray, int gone, long pings, long bytes) {
    /** Whether every message arrived exactly once, in order, at its recipients. */
    public boolean isClean() {
        return delivered == expected && disorder == 0 && astray == 0 && gone == 0;
    }
}
