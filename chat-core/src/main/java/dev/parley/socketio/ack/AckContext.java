package dev.parley.socketio.ack;

import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.time.Scheduler;
import java.util.concurrent.Executor;

/**
 * What everybody who waits for answers shares.
 *
 * @param scheduler the clock
 * @param executor where futures are completed
 * @param memory where collected answers count
 * @param observer notified of answers, and of those that are too late
 * @param json reads answers as Java types
 */
public record AckContext(
        Scheduler scheduler, Executor executor, MemoryBudget memory, ServerObserver observer, JsonCodec json) {}
