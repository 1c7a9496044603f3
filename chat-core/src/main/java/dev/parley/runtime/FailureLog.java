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
 * A rate-limited log for messages that occur in bulk, while an external system such as a store is down, or because
 * someone tries to flood the log: one line a minute for each kind, with the number of suppressed ones. Each suppressed
 * message is still logged at DEBUG.
 *
 * <p>Thread-safe. Guarded by its own monitor; {@value #MAX_KINDS} kinds are distinguished, and further ones in the same
 * minute count as one more: at most {@value #MAX_KINDS} + 1 lines a minute.
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
     * Creates a log.
     *
     * @param log the target
     * @param nanoTime a monotonic clock in nanoseconds
     */
    @SuppressWarnings("exports") // a caller that has a logger also requires the SLF4J module
    public FailureLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Logs a warning, unless one of the same kind was logged less than a minute ago.
     *
     * @param text what failed, a constant: it and the class of the failure are the kind
     * @param failure the cause; its class and message are logged
     */
    public void warn(String text, Throwable failure) {
        warn(text + ' ' + failure.getClass().getName(), text, failure);
    }

    /**
     * Logs a warning, unless one of the same kind was logged less than a minute ago.
     *
     * @param kind the kind, under which failures are counted together
     * @param text what failed
     * @param failure the cause; its class and message are logged
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
     * Logs a structured message; at DEBUG if one of the same kind was logged less than a minute ago.
     *
     * @param level the level
     * @param kind the kind, under which messages are counted together
     * @param text the message, a constant
     * @param about adds the message's key-value pairs; the number of suppressed messages is added as {@code others} if
     *     there are any
     */
    @SuppressWarnings("exports") // as above
    public void log(Level level, String kind, String text, UnaryOperator<LoggingEventBuilder> about) {
        long others = admit(kind);
        LoggingEventBuilder line = about.apply(others < 0 ? log.atDebug() : log.atLevel(level));
        (others > 0 ? line.addKeyValue("others", others) : line).log(text);
    }

    /** Returns the number of messages suppressed since the last one logged; -1 to suppress this one too. */
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
