package dev.parley.cluster.redis;

import dev.parley.runtime.FailureLog;
import dev.parley.socketio.Adapter.Health;
import dev.parley.socketio.Adapter.Link;
import dev.parley.time.Scheduler;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of the connections of a bus are there. Guarded by {@code this}; the listener is called outside the lock. */
final class Links {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStreams.class);

    /** The connections. */
    enum Part {
        WRITER("writing"),
        READER("reading"),
        SUBSCRIBER("subscribing");

        private final String verb;

        Part(String verb) {
            this.verb = verb;
        }
    }

    private final RedisAddress address;
    private final Scheduler clock;
    private final RedisStreamsListener listener;
    private final FailureLog failures;
    private final Map<Part, String> down = new EnumMap<>(Part.class);
    private boolean behind;
    private Health health = new Health(Link.DISCONNECTED, null, "not connected yet");

    Links(RedisStreamsOptions options, Scheduler clock) {
        this.address = options.address();
        this.clock = clock;
        this.listener = options.listener();
        this.failures = new FailureLog(LOG, clock::nanoTime);
        for (Part part : Part.values()) {
            if (part != Part.SUBSCRIBER || options.dialect().subscribes()) {
                down.put(part, health.reason());
            }
        }
    }

    FailureLog failures() {
        return failures;
    }

    synchronized Health health() {
        return health;
    }

    void up(Part part) {
        change(part, null, null);
    }

    void down(Part part, RuntimeException why) {
        String reason = part.verb + ": " + why.getMessage();
        failures.warn("The way to other servers over Redis at " + address + " is broken, " + part.verb, why);
        change(part, reason, null);
    }

    /** Whether what other servers send arrives late or not at all. */
    void behind(boolean now) {
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
            LOG.info("Other servers are reached over Redis at {}", address);
        }
        notify(() -> listener.onHealth(changed));
    }

    /** Calls the listener. */
    void notify(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException thrown) {
            failures.warn("A listener of Redis Streams threw", thrown);
        }
    }

    void gap(String stream, RedisStreamsListener.Gap gap, long missing) {
        failures.warn("Entries of other servers were missed", new IllegalStateException(gap + " in " + stream));
        notify(() -> listener.onGap(stream, gap, missing));
    }
}
