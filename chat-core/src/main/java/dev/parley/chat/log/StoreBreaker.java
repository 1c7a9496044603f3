package dev.parley.chat.log;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.RoomName;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker for the store. It opens when a call exceeds the store's time limit, and closes with the first
 * answer to any call; while it is open, further calls fail fast. If no outstanding call is left, or none is answered
 * for a long time, it probes the store. Guarded by {@code this}; the store is called without it.
 */
final class StoreBreaker {

    /** The interval of probes while there are no other calls. */
    static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(StoreBreaker.class);
    private static final RoomName PROBED = RoomName.of("parley-probe");

    private final MessageStore store;
    private final Executor executor;
    private final Scheduler scheduler;
    private final long timeoutNanos;
    private boolean open;
    private long openedAt;
    private int lateCalls;
    private boolean probing;

    StoreBreaker(MessageStore store, Executor executor, Scheduler scheduler, Duration timeout) {
        this.store = store;
        this.executor = executor;
        this.scheduler = scheduler;
        this.timeoutNanos = timeout.toNanos();
    }

    /** A call of the store. Guarded by the breaker. */
    static final class Call {
        private boolean running;
        private boolean late;
        private long begunAt;
    }

    /** What the result of a call says about the store. */
    private enum Outcome {
        ANSWERED,
        TIMED_OUT,
        UNKNOWN
    }

    synchronized boolean isOpen() {
        return open;
    }

    static ChatException unavailable() {
        return new ChatException(ErrorCode.STORE_UNAVAILABLE, "the store does not answer");
    }

    /** Runs a call on this thread and records its outcome. */
    <T> T run(Call call, Supplier<T> work) {
        synchronized (this) {
            call.running = true;
            call.begunAt = scheduler.nanoTime();
        }
        Outcome outcome = Outcome.UNKNOWN;
        try {
            T value = work.get();
            outcome = Outcome.ANSWERED;
            return value;
        } catch (RuntimeException failure) {
            outcome = outcome(failure, scheduler.nanoTime() - call.begunAt);
            throw failure;
        } finally {
            ended(call, outcome);
        }
    }

    /**
     * A call that fails only after a long wait counts as unanswered, whatever the failure; one that fails immediately
     * counts as answered.
     */
    private Outcome outcome(RuntimeException failure, long tookNanos) {
        if (failure instanceof ChatException) {
            return Outcome.UNKNOWN;
        }
        boolean waited = failure instanceof StoreException stored
                && (stored.category() == StoreException.Category.TIMEOUT
                        || (stored.category() == StoreException.Category.UNAVAILABLE && tookNanos >= timeoutNanos / 2));
        return waited ? Outcome.TIMED_OUT : Outcome.ANSWERED;
    }

    private void ended(Call call, Outcome outcome) {
        boolean closes;
        synchronized (this) {
            call.running = false;
            if (call.late) {
                call.late = false;
                lateCalls--;
            }
            closes = open && outcome == Outcome.ANSWERED;
            if (closes) {
                open = false;
            }
        }
        if (closes) {
            LOG.info("the store answers again");
        } else if (outcome == Outcome.TIMED_OUT) {
            open();
        }
    }

    /** Records the answer to a call that was not run here: it closes the breaker. */
    void answered() {
        ended(new Call(), Outcome.ANSWERED);
    }

    /** Records that a call has exceeded the time limit; it counts if the store has started it. */
    void passedLimit(Call call) {
        synchronized (this) {
            if (!call.running) {
                return;
            }
            call.late = true;
            lateCalls++;
        }
        open();
    }

    private void open() {
        synchronized (this) {
            if (open) {
                return;
            }
            open = true;
            openedAt = scheduler.nanoTime();
        }
        LOG.warn("the store does not answer; calls are refused until it does");
        scheduleProbe();
    }

    private void scheduleProbe() {
        scheduler.schedule(PROBE_INTERVAL, this::probe);
    }

    private void probe() {
        synchronized (this) {
            if (!open) {
                return;
            }
            boolean hopeful = lateCalls > 0 && scheduler.nanoTime() - openedAt < timeoutNanos;
            if (!hopeful && !probing) {
                probing = submitProbe();
            }
        }
        scheduleProbe();
    }

    private boolean submitProbe() {
        try {
            executor.execute(() -> {
                try {
                    run(new Call(), () -> store.head(PROBED));
                } catch (RuntimeException failure) {
                    LOG.debug("the store was asked in vain", failure);
                } finally {
                    synchronized (this) {
                        probing = false;
                    }
                }
            });
            return true;
        } catch (RuntimeException closed) {
            LOG.debug("no thread to ask the store", closed);
            return false;
        }
    }
}
