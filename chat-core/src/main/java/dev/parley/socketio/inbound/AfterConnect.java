package dev.parley.socketio.inbound;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Delays the connection listeners briefly after CONNECT. Many clients register their listeners on CONNECT, in a later
 * step of their event loop, and would miss events read together with it.
 *
 * <p>One timer for all sockets, which ticks while tasks are pending: a task runs on the second tick after its
 * submission, that is one to two ticks later. Guarded by {@code this}; tasks run without it, on the scheduler's thread,
 * and must be fast.
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
