package dev.parley.engineio;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fan-out shards. Each session belongs to one shard for life; commands of a shard run one at a time, first in first out,
 * in turns. At the end of a turn every session that was offered something is flushed once, so that what waits for it leaves
 * in one gathered send.
 *
 * <p>Whoever submits to an idle shard runs its turns, {@value Shard#INLINE_TURNS} at most, and then leaves the shard to the
 * executor: no hand-off when little happens, and no thread kept from its own work when much does. Nothing is ever held back to
 * gather more.
 */
public final class FanOut {

    private final Shard[] shards;
    private final AtomicInteger next = new AtomicInteger();

    FanOut(int shards, Executor executor) {
        this.shards = new Shard[shards];
        for (int i = 0; i < shards; i++) {
            this.shards[i] = new Shard(executor);
        }
    }

    /**
     * The number of shards.
     *
     * @return at least 1; fixed
     */
    public int shards() {
        return shards.length;
    }

    /**
     * Submits a command to a shard. Runs it at once when the shard is idle, else the running turn takes it.
     *
     * <p>A shard holds {@value Shard#QUEUE_CAPACITY} waiting commands; a caller that finds it full waits for the running turn,
     * which never blocks. Inside a turn the call never waits.
     *
     * @param shard the shard's number, from 0
     * @param command the work
     */
    public void submit(int shard, FanOutCommand command) {
        shards[shard].submit(command);
    }

    /** The shard for a new session: each in turn. */
    int assign() {
        return Math.floorMod(next.getAndIncrement(), shards.length);
    }
}
