package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.runtime.FailureLog;
import dev.parley.socketio.Adapter.Health;
import dev.parley.socketio.Adapter.Link;
import dev.parley.time.Scheduler;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Which of the connections of a bus are there, by what they are for and, in a cluster, the server or the stream. Guarded by {@code this}; the listener is called outside the lock. */
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

    private record Way(Part part, String which) {}

    private final Logger log;
    private final RedisServers servers;
    private final Scheduler clock;
    private final Consumer<Health> listener;
    private final FailureLog failures;
    private final Map<Way, String> down = new LinkedHashMap<>();
    /** What the operator should change, by what it is about. */
    private final Map<String, String> advice = new LinkedHashMap<>();

    private boolean behind;
    private Health health = new Health(Link.DISCONNECTED, null, NOT_YET);

    /** The listener may throw. */
    public Links(Logger log, RedisServers servers, Scheduler clock, Consumer<Health> listener) {
        this.log = log;
        this.servers = servers;
        this.clock = clock;
        this.listener = listener;
        this.failures = new FailureLog(log, clock::nanoTime);
    }

    /** From now on this connection is needed too. */
    public void expect(Part part, String which) {
        change(new Way(part, which), NOT_YET, null);
    }

    public FailureLog failures() {
        return failures;
    }

    public synchronized Health health() {
        return health;
    }

    /** It is there, or not needed any more. */
    public void up(Part part, String which) {
        change(new Way(part, which), null, null);
    }

    public void down(Part part, String which, RuntimeException why) {
        String reason = part.verb + ": " + why.getMessage();
        failures.warn("The way to other servers over Redis at " + servers + " is broken, " + part.verb, why);
        change(new Way(part, which), reason, null);
    }

    /** Whether what other servers send arrives late or not at all. */
    public void behind(boolean now) {
        change(null, null, now);
    }

    /** Shows what the operator should change although everything works; null if there is nothing any more. */
    public void advise(String about, @Nullable String text) {
        synchronized (this) {
            if (text == null ? advice.remove(about) == null : text.equals(advice.put(about, text))) {
                return;
            }
        }
        if (text != null) {
            failures.warn("Servers that stop for a moment may miss messages", new IllegalStateException(text));
        }
        change(null, null, null);
    }

    private void change(@Nullable Way way, @Nullable String reason, @Nullable Boolean late) {
        Health changed;
        boolean reached;
        synchronized (this) {
            if (way != null && reason == null) {
                down.remove(way);
            } else if (way != null) {
                down.put(way, reason);
            }
            if (late != null) {
                behind = late;
            }
            Link link = !down.isEmpty() ? Link.DISCONNECTED : behind ? Link.BEHIND : Link.CONNECTED;
            String why = !down.isEmpty()
                    ? down.values().iterator().next()
                    : advice.isEmpty() ? "" : advice.values().iterator().next();
            if (link == health.link()) {
                health = new Health(link, health.since(), why);
                return;
            }
            reached = health.link() == Link.DISCONNECTED;
            Instant since = health.since() == null && link == Link.DISCONNECTED ? null : clock.now();
            health = new Health(link, since, why);
            changed = health;
        }
        // A bus that is behind, and no longer, says nothing: under load that is every second.
        if (reached) {
            log.info("Other servers are reached over Redis at {}", servers);
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
