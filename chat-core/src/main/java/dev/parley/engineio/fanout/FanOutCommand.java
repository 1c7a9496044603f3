package dev.parley.engineio.fanout;

/** Work for the sessions of one fan-out shard. Must not block, and must not run user code. */
@FunctionalInterface
public interface FanOutCommand {

    /**
     * Does the work. An exception is logged and harms no other command.
     *
     * @param turn offers messages; valid during this call only
     */
    void run(Turn turn);
}
