package dev.parley.transport.servlet;

import java.time.Duration;
import java.util.Objects;

/**
 * Options of a {@link ParleyServlet}. Immutable.
 *
 * @param maxWriteBytes the maximum number of bytes passed to the container in one write, 1,024 to 16 MiB; default
 *     65,536. Messages queued for one client share a write up to this size, and larger ones are split
 * @param closeTimeout how long to wait for the client's close frame before its connection is dropped, at least 1 ms;
 *     default 10 s
 * @param stopTimeout how long the container's stop waits for the engine's shutdown, at least 1 ms; default 5 s
 */
public record ParleyServletOptions(int maxWriteBytes, Duration closeTimeout, Duration stopTimeout) {

    private static final int LEAST_WRITE_BYTES = 1_024;
    private static final int MOST_WRITE_BYTES = 16 * 1_024 * 1_024;
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Validates the values.
     *
     * @throws IllegalArgumentException if one is out of range
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
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builder of {@link ParleyServletOptions}, see there for the settings. Not thread-safe. */
    public static final class Builder {

        private int maxWriteBytes = 65_536;
        private Duration closeTimeout = Duration.ofSeconds(10);
        private Duration stopTimeout = Duration.ofSeconds(5);

        private Builder() {}

        /**
         * Sets the maximum size of a write to the container.
         *
         * @param bytes 1,024 to 16 MiB; default 65,536
         * @return this builder
         */
        public Builder maxWriteBytes(int bytes) {
            maxWriteBytes = bytes;
            return this;
        }

        /**
         * Sets how long to wait for the client's close frame.
         *
         * @param timeout 1 ms to 1 day; default 10 s
         * @return this builder
         */
        public Builder closeTimeout(Duration timeout) {
            closeTimeout = timeout;
            return this;
        }

        /**
         * Sets how long the container's stop waits for the engine's shutdown.
         *
         * @param timeout 1 ms to 1 day; default 5 s
         * @return this builder
         */
        public Builder stopTimeout(Duration timeout) {
            stopTimeout = timeout;
            return this;
        }

        /**
         * Builds the options. The builder may be reused.
         *
         * @return the options
         * @throws IllegalArgumentException if a value is out of range
         */
        public ParleyServletOptions build() {
            return new ParleyServletOptions(maxWriteBytes, closeTimeout, stopTimeout);
        }
    }
}
