package dev.parley.example.api;

import dev.parley.example.web.Workers;
import dev.parley.runtime.FailureLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines whether the server is operational. Checks run serially on their own thread; concurrent callers share the
 * result, which is cached for half a second, and after a second without a result the answer is negative. Any number of
 * requests thus costs one thread, and none waits for a hanging store. Guarded by its own monitor.
 */
public final class Readiness implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long GOOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long WAIT_MILLIS = 1_000;

    /** A readiness check. */
    @FunctionalInterface
    public interface Check {

        /**
         * Runs the check; may block.
         *
         * @throws Exception with a sentence for the operator if it fails
         */
        void run() throws Exception;
    }

    /**
     * The result of the checks.
     *
     * @param ready whether all checks passed
     * @param parts for each part {@code up} or {@code down}
     */
    public record Report(boolean ready, Map<String, String> parts) {}

    private final Map<String, Check> checks;
    private final FailureLog log;
    private final LongSupplier nanoTime;
    private final Workers thread = new Workers("readiness", 1, 1);
    private @Nullable CompletableFuture<Report> current;
    private long startedAt;
    private volatile boolean red;

    /**
     * Creates the checks.
     *
     * @param checks by the name of the part
     * @param log logs failed checks
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public Readiness(Map<String, Check> checks, FailureLog log, LongSupplier nanoTime) {
        this.checks = new LinkedHashMap<>(checks);
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Runs the checks, or joins a run in progress.
     *
     * @return the report, within a second
     */
    public CompletionStage<Report> report() {
        CompletableFuture<Report> asked = ask();
        if (asked.isDone()) {
            return asked;
        }
        Map<String, String> parts = new LinkedHashMap<>();
        checks.keySet().forEach(part -> parts.put(part, "unknown"));
        return asked.copy().completeOnTimeout(new Report(false, parts), waitMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized CompletableFuture<Report> ask() {
        long now = nanoTime.getAsLong();
        CompletableFuture<Report> known = current;
        if (known != null && (!known.isDone() || now - startedAt < GOOD_NANOS)) {
            return known;
        }
        CompletableFuture<Report> fresh = CompletableFuture.supplyAsync(this::check, thread);
        current = fresh;
        startedAt = now;
        return fresh;
    }

    private synchronized long waitMillis() {
        long waited = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startedAt);
        return Math.max(1, WAIT_MILLIS - waited);
    }

    private Report check() {
        Map<String, String> parts = new LinkedHashMap<>();
        boolean ready = true;
        for (Map.Entry<String, Check> each : checks.entrySet()) {
            try {
                each.getValue().run();
                parts.put(each.getKey(), "up");
            } catch (Exception | Error e) {
                ready = false;
                parts.put(each.getKey(), "down");
                log.warn("not ready: " + each.getKey(), "Not ready, " + each.getKey(), e);
            }
        }
        if (ready && red) {
            LOG.info("Ready again");
        }
        red = !ready;
        return new Report(ready, parts);
    }

    @Override
    public void close() {
        thread.close();
    }
}
