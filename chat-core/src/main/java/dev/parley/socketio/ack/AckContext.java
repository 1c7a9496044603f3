package dev.parley.socketio.ack;

import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.time.Scheduler;
import java.util.concurrent.Executor;

/**
 * State shared by everything that waits for acknowledgements.
 *
 * @param scheduler the clock and timer
 * @param executor completes futures
 * @param memory accounts for collected acknowledgements
 * @param observer notified of acknowledgements and timeouts
 * @param json converts acknowledgements to Java types
 */
public record AckContext(
        Scheduler scheduler, Executor executor, MemoryBudget memory, ServerObserver observer, JsonCodec json) {}
