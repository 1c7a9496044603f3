package dev.parley.cluster.redis.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for Redis, in number and bytes bounded. What was taken out still counts until it is done. Guarded by {@code lock}.
 */
public final class SendQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    /** Whoever pauses must not take the signals of whoever sends. */
    private final Condition ended = lock.newCondition();

    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    private final int maxCount;
    private final long maxBytes;
    private int count;
    private long bytes;
    private boolean closed;

    public SendQueue(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    /** False if it is full or closed. */
    public boolean add(Outgoing item) {
        lock.lock();
        try {
            if (closed || count >= maxCount || (count > 0 && bytes + item.bytes() > maxBytes)) {
                return false;
            }
            waiting.add(item);
            count++;
            bytes += item.bytes();
            added.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What waits, within the bounds of one batch; waits itself for a time when nothing does. */
    public List<Outgoing> take(int most, long mostBytes, long nanos) {
        lock.lock();
        try {
            await(added, nanos, true);
            List<Outgoing> taken = new ArrayList<>();
            long sum = 0;
            for (Outgoing next = waiting.peek();
                    next != null && taken.size() < most && (sum == 0 || sum + next.bytes() <= mostBytes);
                    next = waiting.peek()) {
                sum += next.bytes();
                taken.add(waiting.remove());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out those whose time is over. */
    public List<Outgoing> expired(long nowNanos) {
        lock.lock();
        try {
            List<Outgoing> over = new ArrayList<>();
            while (!waiting.isEmpty() && waiting.element().deadlineNanos() - nowNanos <= 0) {
                over.add(waiting.remove());
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** It waits no more. */
    public void done(Outgoing item) {
        lock.lock();
        try {
            count--;
            bytes -= item.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, but not when this is closed. */
    public void pause(long nanos) {
        lock.lock();
        try {
            await(ended, nanos, false);
        } finally {
            lock.unlock();
        }
    }

    private void await(Condition condition, long nanos, boolean forItems) {
        long left = nanos;
        try {
            while (left > 0 && !closed && !(forItems && !waiting.isEmpty())) {
                left = condition.awaitNanos(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    public int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is added. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            added.signalAll();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
