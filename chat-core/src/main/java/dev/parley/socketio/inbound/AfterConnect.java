package dev.parley.socketio.inbound;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The moment between CONNECT and the connection listeners. Many clients register theirs when they have seen CONNECT, in a
 * later step of their event loop, and miss what they read in one piece with it; the moment keeps the two apart.
 *
 * <p>One timer for all sockets, which ticks while somebody waits: a task runs with the second tick after it came, so one to two
 * ticks later. Guarded by {@code this}; tasks run without it, on the scheduler's thread, and must be quick.
 */
public final class AfterConnect {

    static final Duration TICK = Duration.ofMillis(1);

    private final Scheduler scheduler;
    private List<Runnable> next = new ArrayList<>();
    private List<Runnable> later = new ArrayList<>();
    private boolean ticking;

    public AfterConnect(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    public void run(Runnable task) {
        synchronized (this) {
            later.add(task);
            if (ticking) {
                return;
            }
            ticking = true;
        }
        scheduler.schedule(TICK, this::tick);
    }

    private void tick() {
        List<Runnable> due;
        synchronized (this) {
            due = next;
            next = later;
            later = new ArrayList<>();
            ticking = !next.isEmpty();
            if (ticking) {
                scheduler.schedule(TICK, this::tick);
            }
        }
        due.forEach(Runnable::run);
    }
}
