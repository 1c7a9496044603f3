package dev.parley.chat.log;

import dev.parley.runtime.FailureLog;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreHealth;
import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store for its health: one question at a time, whoever wants to know, on a thread of its own, and an answer for all
 * within {@link #LIMIT}. Guarded by {@code this}; futures are completed without it.
 */
public final class HealthCheck {

    /** How long a question may take, and how long its answer holds. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** How old an answer may be that is given while the store is being asked again. */
    private static final Duration RECENT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);
    private static final StoreHealth SILENT = new StoreHealth(false, "the store does not answer");

    private final MessageStore store;
    private final Scheduler scheduler;
    private final BooleanSupplier silent;
    private final FailureLog failures;
    /** Whether a thread is asking the store. */
    private boolean asking;
    /** Whether it has been asking for longer than {@link #LIMIT}. */
    private boolean late;

    private @Nullable StoreHealth known;
    private long knownAt;
    private CompletableFuture<StoreHealth> next = new CompletableFuture<>();

    /** {@code silent} says that the store is known not to answer. */
    public HealthCheck(MessageStore store, Scheduler scheduler, BooleanSupplier silent) {
        this(store, scheduler, silent, LOG);
    }

    HealthCheck(MessageStore store, Scheduler scheduler, BooleanSupplier silent, Logger log) {
        this.store = store;
        this.scheduler = scheduler;
        this.silent = silent;
        this.failures = new FailureLog(log, scheduler::nanoTime);
    }

    /** The health now, or up to {@link #LIMIT} ago; known within {@link #LIMIT}. */
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
            failures.warn("the store could not tell its health", failure);
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
