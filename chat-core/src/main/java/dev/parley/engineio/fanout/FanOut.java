package dev.parley.engineio.fanout;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fan-out shards. Each session belongs to one shard for life; a shard's commands run serially, first in first out,
 * in turns. At the end of a turn every session that was offered something is flushed once, so that its queue is sent in
 * one gathering send.
 *
 * <p>A thread that submits to an idle shard runs its turns, at most {@value Shard#INLINE_TURNS}, and then leaves the
 * shard to the executor; likewise if a command is for more than {@value Shard#INLINE_SESSIONS} sessions. So there is no
 * hand-off under light load, and under heavy load no thread is kept from its own work: a sender's next messages can
 * join the batch, and shards run in parallel. Nothing is ever delayed to batch more.
 */
public final class FanOut {

    private final Shard[] shards;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Creates idle shards.
     *
     * @param shards the number of shards, at least 1
     * @param executor runs turns that no submitter should run
     */
    public FanOut(int shards, Executor executor) {
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
     * Submits a command for one or a few sessions to its shard; like {@link #submit(int, FanOutCommand, int)}.
     *
     * @param shard the shard's index, from 0
     * @param command the command
     */
    public void submit(int shard, FanOutCommand command) {
        submit(shard, command, 1);
    }

    /**
     * Submits a command to a shard. If the shard is idle it runs immediately if it is for at most {@value
     * Shard#INLINE_SESSIONS} sessions, otherwise on the executor; if not idle, the running turns process it.
     *
     * <p>A shard queues at most {@value Shard#QUEUE_CAPACITY} commands; a caller that finds it full waits for the
     * running turn, which never blocks. Inside a turn the call never waits.
     *
     * @param shard the shard's index, from 0
     * @param command the command
     * @param sessions the maximum number of sessions it is for
     */
    public void submit(int shard, FanOutCommand command, int sessions) {
        shards[shard].submit(command, sessions <= Shard.INLINE_SESSIONS);
    }

    /**
     * Submits a command to a shard without running it on the calling thread: the executor runs it, however few sessions
     * it is for.
     *
     * @param shard the shard's index, from 0
     * @param command the command
     */
    public void handOver(int shard, FanOutCommand command) {
        shards[shard].submit(command, false);
    }

    /**
     * Assigns a number to a new receiver.
     *
     * @return its number
     */
    public int count() {
        return next.getAndIncrement();
    }

    /**
     * The shard for a receiver, assigned round-robin by its number.
     *
     * @param number the result of {@link #count}
     * @return the shard's index, from 0
     */
    public int shard(int number) {
        return Math.floorMod(number, shards.length);
    }
}
