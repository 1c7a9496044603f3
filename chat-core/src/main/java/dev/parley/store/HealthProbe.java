package dev.parley.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Probes a database without ever blocking longer than {@link #BOUND}, whatever the database and its driver do: each
 * probe runs on a thread of its own, one at a time. Concurrent callers share the probe in flight, or return at once if
 * it is overdue. Supports implementations of {@link MessageStore#health}. Thread-safe.
 */
public final class HealthProbe {

    /** Maximum time that {@link #health} blocks. */
    public static final Duration BOUND = Duration.ofSeconds(1);

    private final String what;
    private final Runnable question;
    private final AtomicReference<Probe> running = new AtomicReference<>();

    /**
     * Creates a probe.
     *
     * @param what what is probed, the beginning of every {@link StoreHealth#detail}; no credentials
     * @param question returns if the database works, otherwise throws, typically a {@link StoreException}; may block
     */
    public HealthProbe(String what, Runnable question) {
        this.what = what;
        this.question = question;
    }

    /** One probe in flight. */
    private static final class Probe {
        private final CompletableFuture<StoreHealth> answer = new CompletableFuture<>();
        private volatile boolean late;
    }

    /**
     * Runs the probe, or joins the one in flight. Never throws.
     *
     * @return the result, or a timeout if there is none within the bound
     */
    public StoreHealth health() {
        Probe mine = new Probe();
        Probe other = running.compareAndExchange(null, mine);
        if (other == null) {
            start(mine);
            return await(mine);
        }
        return other.late ? silent() : await(other);
    }

    private void start(Probe probe) {
        Thread thread = new Thread(
                () -> {
                    StoreHealth health = ask();
                    running.set(null);
                    probe.answer.complete(health);
                },
                "parley-health");
        thread.setDaemon(true);
        thread.start();
    }

    private StoreHealth ask() {
        try {
            question.run();
            return new StoreHealth(true, what);
        } catch (StoreException e) {
            return new StoreHealth(false, what + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return new StoreHealth(false, what + ": " + e);
        }
    }

    private StoreHealth await(Probe probe) {
        try {
            return probe.answer.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            probe.late = true;
            return silent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StoreHealth(false, what + ": interrupted while waiting for the answer");
        } catch (ExecutionException neverCompletedSo) {
            return new StoreHealth(false, what + ": " + neverCompletedSo.getCause());
        }
    }

    private StoreHealth silent() {
        return new StoreHealth(false, what + ": no answer within " + BOUND.toMillis() + " ms");
    }
}
