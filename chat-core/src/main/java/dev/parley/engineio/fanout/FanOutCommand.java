package dev.parley.engineio.fanout;

/** A command for the sessions of one fan-out shard. Must not block, and must not run user code. */
@FunctionalInterface
public interface FanOutCommand {

    /**
     * Runs the command. An exception is logged and affects no other command.
     *
     * @param turn offers messages; valid during this call only
     */
    void run(Turn turn);
}
