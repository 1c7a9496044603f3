package dev.parley.chat.log;

import dev.parley.runtime.FailureLog;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreHealth;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the store's health: one check at a time, shared by all callers, on its own thread, with a result for all
 * within {@link #LIMIT}. Guarded by {@code this}; futures are completed without it.
 */
public final class HealthCheck {

    /** The timeout of a check, and how long its result is valid. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** The maximum age of a result returned while a new check is in progress. */
    private static final Duration RECENT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);
    private static final StoreHealth SILENT = new StoreHealth(false, "the store does not answer");

    private final MessageStore store;
    private final Scheduler scheduler;
    private final BooleanSupplier silent;
    private final FailureLog failures;
    /** Whether a check is in progress. */
    private boolean asking;
    /** Whether the check has exceeded {@link #LIMIT}. */
    private boolean late;

    private @Nullable StoreHealth known;
    private long knownAt;
    private CompletableFuture<StoreHealth> next = new CompletableFuture<>();

    /** Creates a check; {@code silent} returns whether the store is known to be unresponsive. */
    public HealthCheck(MessageStore store, Scheduler scheduler, BooleanSupplier silent) {
        this(store, scheduler, silent, LOG);
    }

    HealthCheck(MessageStore store, Scheduler scheduler, BooleanSupplier silent, Logger log) {
        this.store = store;
        this.scheduler = scheduler;
        this.silent = silent;
        this.failures = new FailureLog(log, scheduler::nanoTime);
    }

    /** Returns the health, at most {@link #LIMIT} old, within {@link #LIMIT}. */
    public CompletableFuture<StoreHealth> health() {
        CompletableFuture<StoreHealth> answer;
        synchronized (this) {
            StoreHealth last = known;
            if (last != null && (isFresh(LIMIT) || (asking && (late || isFresh(RECENT))))) {
                return CompletableFuture.completedFuture(last);
            }
            answer = next;
            if (asking) {
                return answer.copy();
            }
            asking = true;
        }
        Scheduler.Cancellable timer = scheduler.schedule(LIMIT, () -> late(answer));
        Thread thread = new Thread(() -> ask(answer, timer), "parley-health");
        thread.setDaemon(true);
        thread.start();
        return answer.copy();
    }

    private boolean isFresh(Duration age) {
        return scheduler.nanoTime() - knownAt < age.toNanos();
    }

    private void ask(CompletableFuture<StoreHealth> answer, Scheduler.Cancellable timer) {
        StoreHealth health;
        try {
            health = store.health();
            if (health.up() && silent.getAsBoolean()) {
                health = SILENT;
            }
        } catch (RuntimeException failure) {
            failures.warn("the store could not report its health", failure);
            health = new StoreHealth(false, "the store failed: " + failure.getMessage());
        }
        timer.cancel();
        end(answer, health, true);
    }

    private void late(CompletableFuture<StoreHealth> answer) {
        end(answer, SILENT, false);
    }

    private void end(CompletableFuture<StoreHealth> answer, StoreHealth health, boolean returned) {
        synchronized (this) {
            asking = asking && !returned;
            late = !returned;
            known = health;
            knownAt = scheduler.nanoTime();
            if (answer == next) {
                next = new CompletableFuture<>();
            }
        }
        answer.complete(health);
    }
}
