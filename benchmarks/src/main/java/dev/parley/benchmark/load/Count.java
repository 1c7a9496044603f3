package dev.parley.benchmark.load;

/**
 * What has been counted so far.
 *
 * @param delivered messages received, over all clients
 * @param expected messages that should have been received of all that was sent
 * @param disorder gaps, repeats and steps back within one sender's messages at one receiver
 * @param astray messages that came to another room
 * @param gone clients that were closed or failed
 * @param pings Engine.IO pings answered
 */
public record Count(long delivered, long expected, long disorder, long astray, int gone, long pings) {
    /** Whether every message came once, in order, to whom it was sent. */
    public boolean isClean() {
        return delivered == expected && disorder == 0 && astray == 0 && gone == 0;
    }
}
