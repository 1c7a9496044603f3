package dev.parley.socketio.delivery;

import dev.parley.engineio.fanout.FanOut;
import dev.parley.socketio.inbound.EmitTick;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * How sockets reach the turns of their shards.
 *
 * @param fanOut runs the turns
 * @param executor where stages that the application waits for are completed
 * @param clock a monotonic clock in nanoseconds
 */
public record ShardWriter(FanOut fanOut, Executor executor, LongSupplier clock) {

    /** What this thread encoded last has been handed on. */
    public void sent() {
        EmitTick.ofThread().sent(clock);
    }
}
