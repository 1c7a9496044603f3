package dev.parley.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what comes by the hundred, while something outside is down, such as a store, or because somebody wants to fill the log:
 * one line a minute for each kind, with the number of those that were held back. Each of them is there at the level DEBUG.
 *
 * <p>Thread-safe. Guarded by its own monitor; {@value #MAX_KINDS} kinds are distinguished, and further ones of the same minute count
 * as one kind more: no log has more than {@value #MAX_KINDS} + 1 lines a minute.
 */
public final class FailureLog {

    static final int MAX_KINDS = 100;

    private static final String FURTHER = "further";
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final class Kind {
        private final long loggedAt;
        private long heldBack;

        Kind(long loggedAt) {
            this.loggedAt = loggedAt;
        }
    }

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * Logs by a logger.
     *
     * @param log where
     * @param nanoTime a monotonic time in nanoseconds
     */
    @SuppressWarnings("exports") // who has a logger requires the module of SLF4J
    public FailureLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Warns, unless it did so of the same less than a minute ago.
     *
     * @param text what failed, a constant: it and the class of the failure are the kind
     * @param failure why; its class and message are shown
     */
    public void warn(String text, Throwable failure) {
        warn(text + ' ' + failure.getClass().getName(), text, failure);
    }

    /**
     * Warns, unless it did so of the same kind less than a minute ago.
     *
     * @param kind what failures are counted together
     * @param text what failed
     * @param failure why; its class and message are shown
     */
    public void warn(String kind, String text, Throwable failure) {
        long others = admit(kind);
        if (others == 0) {
            log.warn("{}: {}", text, failure.toString());
        } else if (others > 0) {
            log.warn("{}, {} more since the last such line: {}", text, others, failure.toString());
        }
        log.debug("{}", text, failure);
    }

    /**
     * Logs a structured line, unless it did so of the same kind less than a minute ago; then at the level DEBUG.
     *
     * @param level of the line
     * @param kind what lines are counted together
     * @param text the line, a constant
     * @param about adds what the line is about; the number of those held back is added as {@code others} if there are any
     */
    @SuppressWarnings("exports") // as above
    public void log(Level level, String kind, String text, UnaryOperator<LoggingEventBuilder> about) {
        long others = admit(kind);
        LoggingEventBuilder line = about.apply(others < 0 ? log.atDebug() : log.atLevel(level));
        (others > 0 ? line.addKeyValue("others", others) : line).log(text);
    }

    /** How many were held back since the last line; -1 if this one is held back too. */
    private synchronized long admit(String kind) {
        long now = nanoTime.getAsLong();
        if (kinds.size() >= MAX_KINDS && !kinds.containsKey(kind)) {
            kinds.values().removeIf(each -> now - each.loggedAt >= INTERVAL_NANOS);
        }
        String name = kinds.size() < MAX_KINDS || kinds.containsKey(kind) ? kind : FURTHER;
        Kind known = kinds.get(name);
        if (known != null && now - known.loggedAt < INTERVAL_NANOS) {
            known.heldBack++;
            return -1;
        }
        kinds.put(name, new Kind(now));
        return known == null ? 0 : known.heldBack;
    }
}
