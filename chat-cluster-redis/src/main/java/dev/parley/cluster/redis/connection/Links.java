package dev.parley.cluster.redis.connection;

import dev.parley.runtime.FailureLog;
import dev.parley.socketio.Adapter.Health;
import dev.parley.socketio.Adapter.Link;
import dev.parley.time.Scheduler;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Which of the connections of a bus are there. Guarded by {@code this}; the listener is called outside the lock. */
public final class Links {

    private static final String NOT_YET = "not connected yet";

    /** The connections. */
    public enum Part {
        WRITER("writing"),
        READER("reading"),
        SUBSCRIBER("subscribing");

        private final String verb;

        Part(String verb) {
            this.verb = verb;
        }
    }

    private final Logger log;
    private final RedisAddress address;
    private final Scheduler clock;
    private final Consumer<Health> listener;
    private final FailureLog failures;
    private final Map<Part, String> down = new EnumMap<>(Part.class);
    private boolean behind;
    private Health health = new Health(Link.DISCONNECTED, null, NOT_YET);

    /** The listener may throw. */
    public Links(Logger log, RedisAddress address, Scheduler clock, Consumer<Health> listener) {
        this.log = log;
        this.address = address;
        this.clock = clock;
        this.listener = listener;
        this.failures = new FailureLog(log, clock::nanoTime);
    }

    /** From now on this connection is needed too. */
    public void expect(Part part) {
        change(part, NOT_YET, null);
    }

    public FailureLog failures() {
        return failures;
    }

    public synchronized Health health() {
        return health;
    }

    public void up(Part part) {
        change(part, null, null);
    }

    public void down(Part part, RuntimeException why) {
        String reason = part.verb + ": " + why.getMessage();
        failures.warn("The way to other servers over Redis at " + address + " is broken, " + part.verb, why);
        change(part, reason, null);
    }

    /** Whether what other servers send arrives late or not at all. */
    public void behind(boolean now) {
        change(null, null, now);
    }

    private void change(@Nullable Part part, @Nullable String reason, @Nullable Boolean late) {
        Health changed;
        synchronized (this) {
            if (part != null && reason == null) {
                down.remove(part);
            } else if (part != null) {
                down.put(part, reason);
            }
            if (late != null) {
                behind = late;
            }
            Link link = !down.isEmpty() ? Link.DISCONNECTED : behind ? Link.BEHIND : Link.CONNECTED;
            String why = down.isEmpty() ? "" : down.values().iterator().next();
            if (link == health.link()) {
                health = new Health(link, health.since(), why);
                return;
            }
            Instant since = health.since() == null && link == Link.DISCONNECTED ? null : clock.now();
            health = new Health(link, since, why);
            changed = health;
        }
        if (changed.link() == Link.CONNECTED) {
            log.info("Other servers are reached over Redis at {}", address);
        }
        notify(() -> listener.accept(changed));
    }

    /** Calls the listener. */
    public void notify(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException thrown) {
            failures.warn("A listener of a bus threw", thrown);
        }
    }
}
