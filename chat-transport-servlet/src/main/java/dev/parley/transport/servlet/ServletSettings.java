package dev.parley.transport.servlet;

import dev.parley.time.Scheduler;
import java.time.Duration;

/**
 * What the parts of one servlet share.
 *
 * @param maxWriteBytes the most bytes given to the container in one write
 * @param closeTimeout how long a client may take for its part of the closing handshake
 * @param scheduler the clock
 * @param closer how the container ends a connection
 */
record ServletSettings(int maxWriteBytes, Duration closeTimeout, Scheduler scheduler, ConnectionCloser closer) {}
