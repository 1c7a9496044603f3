package dev.parley.cluster.redis.pubsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Subscribes to the channels of rooms, many at once, on a thread of its own: who joins a room never waits for Redis. Not more waits than
 * there are rooms. Guarded by {@code lock}.
 */
final class RoomChannels implements Runnable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final Map<ShardedLane, Set<String>> changed = new LinkedHashMap<>();
    private boolean closed;

    /** Rooms of a lane have changed. */
    void changed(ShardedLane lane, Set<String> rooms) {
        lock.lock();
        try {
            if (!closed) {
                changed.computeIfAbsent(lane, key -> new LinkedHashSet<>()).addAll(rooms);
                some.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        while (true) {
            Map<ShardedLane, List<String>> taken = take();
            if (taken.isEmpty()) {
                return;
            }
            taken.forEach(ShardedLane::settle);
        }
    }

    /** Waits for changes; none when this is closed. */
    private Map<ShardedLane, List<String>> take() {
        lock.lock();
        try {
            while (!closed && changed.isEmpty()) {
                some.awaitUninterruptibly();
            }
            Map<ShardedLane, List<String>> taken = new LinkedHashMap<>();
            if (!closed) {
                changed.forEach((lane, rooms) -> taken.put(lane, new ArrayList<>(rooms)));
            }
            changed.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            some.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
