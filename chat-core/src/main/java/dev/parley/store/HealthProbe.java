package dev.parley.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks a database whether it works without ever waiting longer than {@link #BOUND}, whatever the database and its driver do: the
 * question is put on a thread of its own, one at a time. A caller that asks meanwhile waits for the same answer, or learns at once that
 * none has come in time. For the {@link MessageStore#health} of stores. Thread-safe.
 */
public final class HealthProbe {

    /** How long {@link #health} waits at most. */
    public static final Duration BOUND = Duration.ofSeconds(1);

    private final String what;
    private final Runnable question;
    private final AtomicReference<Probe> running = new AtomicReference<>();

    /**
     * A probe.
     *
     * @param what what is asked, the beginning of every {@link StoreHealth#detail}; no credentials
     * @param question returns if the database works, and otherwise throws, most often a {@link StoreException}; may block
     */
    public HealthProbe(String what, Runnable question) {
        this.what = what;
        this.question = question;
    }

    /** One question on its way. */
    private static final class Probe {
        private final CompletableFuture<StoreHealth> answer = new CompletableFuture<>();
        private volatile boolean late;
    }

    /**
     * Asks. Never throws.
     *
     * @return the answer, or that none has come within the bound
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
