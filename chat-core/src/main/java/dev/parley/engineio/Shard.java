package dev.parley.engineio;

import dev.parley.transport.Completion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard of the fan-out.
 *
 * <p>{@code waiting}, {@code running}, {@code large} and {@code waiters} are guarded by {@code lock}, which is never held while
 * a command or a send runs. {@code batch}, {@code touched} and {@code spare} belong to the thread that runs the turns: the one
 * that set {@code running}, or the executor's thread it handed the shard to.
 */
final class Shard implements Turn, Runnable {

    /**
     * Commands that may wait before submitters have to. Many, because messages of one room that wait side by side leave
     * together, and those of submitters that take turns at a full queue do not.
     */
    static final int QUEUE_CAPACITY = 8_192;

    /** Submitters that wait go on when no more than this wait: one at a time would cost a thread switch for each command. */
    static final int RESUME_AT = QUEUE_CAPACITY / 2;

    /** Turns that a submitter runs itself before it leaves the shard to the executor. */
    static final int INLINE_TURNS = 4;

    /** A submitter leaves a command for more sessions to the executor: it would take its thread for milliseconds. */
    static final int INLINE_SESSIONS = 64;

    /** Turns in a row on one thread of the executor before it lets other work through. */
    static final int POOLED_TURNS = 64;

    /** Commands taken into one turn, so that no flush waits for an endless stream of them. */
    static final int TURN_COMMANDS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    /** Whether this thread runs a turn of any shard: it must never wait for another shard, which might wait for it. */
    private static final ThreadLocal<Boolean> IN_TURN = ThreadLocal.withInitial(() -> Boolean.FALSE);

    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<FanOutCommand> waiting = new ArrayDeque<>();
    private boolean running;
    /** Whether there is a command, waiting or in {@code batch}, that no submitter should run. */
    private boolean large;

    private int waiters;

    private final List<FanOutCommand> batch = new ArrayList<>();
    private final List<Session> touched = new ArrayList<>();
    private @Nullable SendBatch spare;

    Shard(Executor executor) {
        this.executor = executor;
    }

    void submit(FanOutCommand command, int sessions) {
        lock.lock();
        try {
            awaitRoom();
            waiting.add(command);
            large |= sessions > INLINE_SESSIONS;
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        runTurns(INLINE_TURNS, true);
    }

    /** With the lock held. A turn never waits, so its commands may pass the capacity: at most a few a session. */
    private void awaitRoom() {
        if (waiting.size() < QUEUE_CAPACITY || !running || IN_TURN.get()) {
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
        boolean nested = IN_TURN.get();
        IN_TURN.set(Boolean.TRUE);
        try {
            for (int turn = 0; take(); turn++) {
                if ((turn >= limit || (inline && isLarge())) && handOver()) {
                    return;
                }
                runTurn();
            }
        } finally {
            if (!nested) {
                IN_TURN.remove();
            }
        }
    }

    private boolean isLarge() {
        lock.lock();
        try {
            return large;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits into {@code batch}, on top of what is there; false when there is nothing and the shard is idle. */
    private boolean take() {
        lock.lock();
        try {
            while (batch.size() < TURN_COMMANDS) {
                FanOutCommand command = waiting.poll();
                if (command == null) {
                    break;
                }
                batch.add(command);
            }
            running = !batch.isEmpty();
            large &= running;
            if (waiters > 0 && waiting.size() <= RESUME_AT) {
                room.signalAll();
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private boolean handOver() {
        try {
            executor.execute(this);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    private void runTurn() {
        for (FanOutCommand command : batch) {
            try {
                command.run(this);
            } catch (RuntimeException failure) {
                LOG.error("A fan-out command failed", failure);
            }
        }
        batch.clear();
        for (Session session : touched) {
            session.touched = false;
            try {
                spare = session.outbox.flush(spare);
            } catch (RuntimeException failure) {
                spare = null;
                LOG.error("A flush failed", failure);
            }
        }
        touched.clear();
    }

    @Override
    public OfferResult offer(Session session, EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        OfferResult result = session.outbox.offer(message, mode, flushed);
        if (result == OfferResult.QUEUED && !session.touched) {
            session.touched = true;
            touched.add(session);
        }
        return result;
    }

    @Override
    public void whenFlushed(Session session, Completion flushed) {
        session.outbox.whenFlushed(flushed);
    }

    @Override
    public void close(Session session, CloseReason reason) {
        session.closeInOrder(reason);
    }
}
