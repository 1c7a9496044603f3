package dev.parley.transport.servlet;

import java.time.Duration;
import java.util.Objects;

/**
 * Options of a {@link ParleyServlet}. Immutable; the methods {@code with…} give changed copies.
 *
 * @param maxWriteBytes the most bytes given to the container in one write, 1,024 to 16 MiB; default 65,536. Messages that wait
 *     for one client share a write up to this size, and larger ones are cut into pieces of it
 * @param closeTimeout how long a client may take for its part of the closing handshake before its connection is dropped, at
 *     least 1 ms; default 10 s
 * @param stopTimeout how long the container's stop waits for the engine's shutdown, at least 1 ms; default 5 s
 */
public record ParleyServletOptions(int maxWriteBytes, Duration closeTimeout, Duration stopTimeout) {

    private static final int LEAST_WRITE_BYTES = 1_024;
    private static final int MOST_WRITE_BYTES = 16 * 1_024 * 1_024;
    private static final Duration LONGEST = Duration.ofDays(1);

    /** The defaults. */
    public static final ParleyServletOptions DEFAULTS =
            new ParleyServletOptions(65_536, Duration.ofSeconds(10), Duration.ofSeconds(5));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its bounds
     */
    public ParleyServletOptions {
        if (maxWriteBytes < LEAST_WRITE_BYTES || maxWriteBytes > MOST_WRITE_BYTES) {
            throw new IllegalArgumentException(
                    "maxWriteBytes must be " + LEAST_WRITE_BYTES + " to " + MOST_WRITE_BYTES + ": " + maxWriteBytes);
        }
        check("closeTimeout", closeTimeout);
        check("stopTimeout", stopTimeout);
    }

    private static void check(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be 1 ms to 1 day: " + value);
        }
    }

    /**
     * A copy with another write size.
     *
     * @param bytes the most bytes of one write
     * @return the copy
     */
    public ParleyServletOptions withMaxWriteBytes(int bytes) {
        return new ParleyServletOptions(bytes, closeTimeout, stopTimeout);
    }

    /**
     * A copy with another close timeout.
     *
     * @param timeout how long the closing handshake may take
     * @return the copy
     */
    public ParleyServletOptions withCloseTimeout(Duration timeout) {
        return new ParleyServletOptions(maxWriteBytes, timeout, stopTimeout);
    }

    /**
     * A copy with another stop timeout.
     *
     * @param timeout how long the container's stop waits
     * @return the copy
     */
    public ParleyServletOptions withStopTimeout(Duration timeout) {
        return new ParleyServletOptions(maxWriteBytes, closeTimeout, timeout);
    }
}
