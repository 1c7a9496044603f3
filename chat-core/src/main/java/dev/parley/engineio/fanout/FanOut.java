package dev.parley.engineio.fanout;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fan-out shards. Each session belongs to one shard for life; commands of a shard run one at a time, first in first out,
 * in turns. At the end of a turn every session that was offered something is flushed once, so that what waits for it leaves
 * in one gathered send.
 *
 * <p>Whoever submits to an idle shard runs its turns, {@value Shard#INLINE_TURNS} at most, and leaves the shard to the executor
 * after them or when a command is for more than {@value Shard#INLINE_SESSIONS} sessions: no hand-off when little happens, and
 * no thread kept from its own work when much does. So a sender's next messages can join what waits, and the shards work side by
 * side. Nothing is ever held back to gather more.
 */
public final class FanOut {

    private final Shard[] shards;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Idle shards.
     *
     * @param shards how many, at least 1
     * @param executor where turns run that no submitter should run
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
     * Submits a command for one session, or a few, to its shard; like {@link #submit(int, FanOutCommand, int)}.
     *
     * @param shard the shard's number, from 0
     * @param command the work
     */
    public void submit(int shard, FanOutCommand command) {
        submit(shard, command, 1);
    }

    /**
     * Submits a command to a shard. If the shard is idle it is run at once when it is for {@value Shard#INLINE_SESSIONS}
     * sessions at most, else on the executor; if not, the turns under way take it.
     *
     * <p>A shard holds {@value Shard#QUEUE_CAPACITY} waiting commands; a caller that finds it full waits for the running turn,
     * which never blocks. Inside a turn the call never waits.
     *
     * @param shard the shard's number, from 0
     * @param command the work
     * @param sessions how many sessions it is for, at most
     */
    public void submit(int shard, FanOutCommand command, int sessions) {
        shards[shard].submit(command, sessions <= Shard.INLINE_SESSIONS);
    }

    /**
     * Submits a command to a shard for a thread that is needed elsewhere: the executor runs it, however few sessions it is for.
     *
     * @param shard the shard's number, from 0
     * @param command the work
     */
    public void handOver(int shard, FanOutCommand command) {
        shards[shard].submit(command, false);
    }

    /**
     * Counts a new receiver.
     *
     * @return its number
     */
    public int count() {
        return next.getAndIncrement();
    }

    /**
     * The shard for a receiver, by its number: each in turn.
     *
     * @param number what {@link #count} gave
     * @return the shard's number, from 0
     */
    public int shard(int number) {
        return Math.floorMod(number, shards.length);
    }
}
