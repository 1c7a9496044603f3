package dev.parley.engineio.fanout;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.callback.Callbacks;
import dev.parley.transport.Completion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A shard of the fan-out.
 *
 * <p>{@code waiting}, {@code running}, {@code large} and {@code waiters} are guarded by {@code lock}, which is never
 * held while a command or a send runs. {@code batch}, {@code leave}, {@code touched}, {@code spare}, {@code offers} and
 * {@code scattered} are owned by the thread that runs the turns: the one that set {@code running}, or the executor's thread it
 * handed the shard to.
 */
final class Shard implements Turn, Runnable, Callbacks.Runner {

    /**
     * Maximum number of queued commands before submitters block. Large, because messages of one room that are queued
     * together are sent together, and those of submitters that alternate at a full queue are not.
     */
    static final int QUEUE_CAPACITY = 8_192;

    /** Blocked submitters resume once the queue is down to this: one at a time would cost a context switch per command. */
    static final int RESUME_AT = QUEUE_CAPACITY / 2;

    /** Maximum number of turns that a submitter runs before it leaves the shard to the executor. */
    static final int INLINE_TURNS = 4;

    /** Commands for more sessions are left to the executor: they would occupy the submitter's thread for milliseconds. */
    static final int INLINE_SESSIONS = 64;

    /** Consecutive turns on one executor thread before it yields to other work. */
    static final int POOLED_TURNS = 64;

    /** Number of commands taken at a time. */
    static final int BATCH_COMMANDS = 256;

    /**
     * Number of messages offered in an executor turn before it takes no more commands. Many small rooms are thus
     * batched together, and messages for one of them that arrive piecemeal are sent at once; a large room reaches the
     * bound with its first commands.
     */
    static final int TURN_OFFERS = 16_384;

    /** Number of batches in such a turn, so that an endless stream of commands cannot postpone the flush. */
    static final int TURN_BATCHES = 16;

    private static final Comparator<Receiver> BY_AGE = Comparator.comparingInt(receiver -> receiver.age);

    /**
     * Whether this thread runs a turn of any shard: it must never wait for another shard, which might wait for it. An array of one,
     * because a value that is set and removed again costs more than the rest of a small turn.
     */
    private static final ThreadLocal<boolean[]> IN_TURN = ThreadLocal.withInitial(() -> new boolean[1]);

    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<FanOutCommand> waiting = new ArrayDeque<>();
    private boolean running;
    /** Whether there is a command, queued or in {@code batch}, that no submitter should run. */
    private boolean large;

    private int waiters;

    private final List<FanOutCommand> batch = new ArrayList<>();
    /** Whether no submitter should run what was taken. */
    private boolean leave;

    private final List<Receiver> touched = new ArrayList<>();
    private @Nullable SendBatch spare;
    private int offers;
    /** Whether {@code touched} is not in order of age. */
    private boolean scattered;

    Shard(Executor executor) {
        this.executor = executor;
    }

    /** Submits a command; {@code inline} says whether the submitter may run it. */
    void submit(FanOutCommand command, boolean inline) {
        lock.lock();
        try {
            awaitRoom();
            waiting.add(command);
            large |= !inline;
            if (running) {
                return;
            }
            running = takeWaiting();
        } finally {
            lock.unlock();
        }
        runTurns(INLINE_TURNS, true);
    }

    /** With the lock held. A turn never waits, so its commands may exceed the capacity: by a few per session. */
    private void awaitRoom() {
        if (waiting.size() < QUEUE_CAPACITY || !running || IN_TURN.get()[0]) {
            return;
        }
        waiters++;
        while (waiting.size() >= QUEUE_CAPACITY && running) {
            room.awaitUninterruptibly();
        }
        waiters--;
    }

    @Override
    public void run() {
        runTurns(POOLED_TURNS, false);
    }

    private void runTurns(int limit, boolean inline) {
        boolean[] inTurn = IN_TURN.get();
        boolean nested = inTurn[0];
        inTurn[0] = true;
        try {
            while (!tryTurns(limit, inline)) {
                // a failure ended a turn, and others are queued behind it
            }
        } finally {
            inTurn[0] = nested;
        }
    }

    /** False after an unexpected failure, which only the JVM can cause: the shard must not stall because of it. */
    private boolean tryTurns(int limit, boolean inline) {
        try {
            // What a submitter runs has been taken with its command; the executor first adds what came meanwhile.
            boolean taken = inline && !batch.isEmpty();
            for (int turn = 0; taken || take(); turn++) {
                taken = false;
                if ((turn >= limit || (inline && leave)) && handOver()) {
                    break;
                }
                runTurn(inline ? 1 : TURN_BATCHES);
            }
            return true;
        } catch (Throwable failure) {
            UncaughtErrors.report("a fan-out turn", failure);
            return false;
        }
    }

    /** Moves queued commands to {@code batch}, after those in it; false if there are none and the shard is idle. */
    private boolean take() {
        lock.lock();
        try {
            running = takeWaiting();
            large &= running;
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** The same for a running turn, which continues in any case. */
    private boolean takeMore() {
        lock.lock();
        try {
            return takeWaiting();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private boolean takeWaiting() {
        while (batch.size() < BATCH_COMMANDS) {
            FanOutCommand command = waiting.poll();
            if (command == null) {
                break;
            }
            batch.add(command);
        }
        leave = large;
        if (waiters > 0 && waiting.size() <= RESUME_AT) {
            room.signalAll();
        }
        return !batch.isEmpty();
    }

    private boolean handOver() {
        try {
            executor.execute(this);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        } catch (OutOfMemoryError noThread) {
            UncaughtErrors.report("the executor of the fan-out", noThread);
            return false;
        }
    }

    private void runTurn(int batches) {
        offers = 0;
        int taken = 0;
        do {
            runBatch();
            taken++;
        } while (taken < batches && offers < TURN_OFFERS && takeMore());
        flush();
    }

    private void runBatch() {
        for (FanOutCommand command : batch) {
            try {
                command.run(this);
            } catch (Throwable failure) {
                UncaughtErrors.report("a fan-out command", failure);
            }
        }
        batch.clear();
    }

    /** Visits the sessions in memory order, which is also the kernel's: with thousands of them, memory latency dominates a send. */
    private void flush() {
        if (scattered) {
            touched.sort(BY_AGE);
            scattered = false;
        }
        for (Receiver receiver : touched) {
            receiver.touched = false;
            spare = receiver.flush(spare);
        }
        touched.clear();
    }

    @Override
    public OfferResult offer(Receiver receiver, EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        offers++;
        OfferResult result = receiver.offer(message, mode, flushed);
        if (result == OfferResult.QUEUED && !receiver.touched) {
            receiver.touched = true;
            int count = touched.size();
            scattered |= count > 0 && receiver.age < touched.get(count - 1).age;
            touched.add(receiver);
        }
        return result;
    }

    @Override
    public void whenFlushed(Receiver receiver, Completion flushed) {
        receiver.whenFlushed(flushed);
    }

    @Override
    public void close(Receiver receiver, CloseReason reason) {
        receiver.closeInOrder(reason);
    }
}
