package dev.parley.transport.jetty;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Periodically checks whether the clients of pending polls are still connected: Jetty does not read from a connection
 * with a pending request, so it would not notice.
 *
 * <p>One task for all polls. {@code held} is a concurrent set; the other fields are guarded by this.
 */
final class PollWatch {

    private final long periodMillis;
    private final Set<JettyExchange> held = ConcurrentHashMap.newKeySet();
    private @Nullable Scheduler scheduler;
    private @Nullable Executor executor;
    private Scheduler.@Nullable Task task;

    PollWatch(Duration period) {
        periodMillis = dev.parley.time.Scheduler.millis(period);
    }

    synchronized void start(Scheduler scheduler, Executor executor) {
        this.scheduler = scheduler;
        this.executor = executor;
        scheduleNext();
    }

    synchronized void stop() {
        scheduler = null;
        if (task != null) {
            task.cancel();
        }
    }

    void add(JettyExchange exchange) {
        if (periodMillis > 0) {
            held.add(exchange);
        }
    }

    void remove(JettyExchange exchange) {
        held.remove(exchange);
    }

    private synchronized void scheduleNext() {
        Executor threads = executor;
        if (scheduler != null && threads != null && periodMillis > 0) {
            // A check is many reads, so it does not run on the scheduler's single thread.
            task = scheduler.schedule(() -> threads.execute(this::look), periodMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        held.removeIf(JettyExchange::isDecided);
        scheduleNext();
    }
}
