package dev.parley.transport.servlet;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Set;

/**
 * State shared by the parts of one servlet.
 *
 * @param maxWriteBytes the maximum number of bytes passed to the container in one write
 * @param closeTimeout how long to wait for the client's close frame
 * @param scheduler the clock and timer
 * @param closer closes connections of the container
 * @param sockets the open sockets, to be aborted when the container stops
 */
record ServletSettings(
        int maxWriteBytes,
        Duration closeTimeout,
        Scheduler scheduler,
        ConnectionCloser closer,
        Set<ServletSocket> sockets) {}
