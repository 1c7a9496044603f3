package dev.parley.socketio.delivery;

import dev.parley.engineio.fanout.FanOut;
import dev.parley.socketio.inbound.EmitTick;
import dev.parley.time.Scheduler;
import java.util.concurrent.Executor;

/**
 * How sockets reach the turns of their shards.
 *
 * @param fanOut runs the turns
 * @param executor where stages that the application waits for are completed
 * @param scheduler the clock
 */
public record ShardWriter(FanOut fanOut, Executor executor, Scheduler scheduler) {

    /** What this thread encoded last has been handed on. */
    public void sent() {
        EmitTick.ofThread().sent(scheduler.nanoTime());
    }
}
