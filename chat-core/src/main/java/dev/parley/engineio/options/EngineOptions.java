package dev.parley.engineio.options;

import dev.parley.runtime.MemoryBudget;
import dev.parley.transport.CookiePolicy;
import dev.parley.transport.CorsPolicy;
import dev.parley.transport.Frame;
import dev.parley.transport.HandshakeGuard;
import dev.parley.transport.HandshakeLimits;
import dev.parley.transport.HeadersHook;
import dev.parley.transport.HttpMiddleware;
import dev.parley.transport.Scheduler;
import dev.parley.transport.SessionIdSource;
import dev.parley.transport.TransportName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How an Engine.IO server behaves. Immutable; the defaults are those of the builder. */
public final class EngineOptions {

    private final Builder values;

    private EngineOptions(Builder values) {
        this.values = values;
    }

    /** The defaults. */
    public static EngineOptions defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder that begins with the values of given options.
     *
     * @param options the values
     * @return a new builder
     */
    public static Builder builder(EngineOptions options) {
        return new Builder(options.values);
    }

    /** The path prefix of every request. */
    public String path() {
        return values.path;
    }

    /** Whether the path ends with a slash whatever was configured. */
    public boolean addTrailingSlash() {
        return values.addTrailingSlash;
    }

    /** The time from one heartbeat to the next. */
    public Duration pingInterval() {
        return values.pingInterval;
    }

    /** The time a client has to answer a heartbeat. */
    public Duration pingTimeout() {
        return values.pingTimeout;
    }

    /** The time a client has to finish an upgrade. */
    public Duration upgradeTimeout() {
        return values.upgradeTimeout;
    }

    /** The time a closing session waits for its client to take the last packets. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** The time a request body has to arrive. */
    public Duration bodyTimeout() {
        return values.bodyTimeout;
    }

    /** The largest request body and message, in bytes. */
    public int maxPayload() {
        return values.maxPayload;
    }

    /** The transports that are accepted. */
    public Set<TransportName> transports() {
        return values.transports;
    }

    /** Whether a polling session may switch to WebSocket. */
    public boolean allowUpgrades() {
        return values.allowUpgrades;
    }

    /** Which other origins may talk to the server; null for none. */
    public @Nullable CorsPolicy cors() {
        return values.cors;
    }

    /** The cookie of a handshake answer; null for none. */
    public @Nullable CookiePolicy cookie() {
        return values.cookie;
    }

    /** Who decides about new sessions; null lets all in. */
    public @Nullable HandshakeGuard guard() {
        return values.guard;
    }

    /** From how many bytes on polling answers are compressed; negative switches compression off. */
    public int httpCompressionThreshold() {
        return values.httpCompressionThreshold;
    }

    /** Whether clients of protocol 3 are accepted. */
    public boolean allowEio3() {
        return values.allowEio3;
    }

    /** A message sent behind the open packet of each session; null for none. */
    public @Nullable Frame initialPacket() {
        return values.initialPacket;
    }

    /** What sees every request first, in order. */
    public List<HttpMiddleware> middleware() {
        return values.middleware;
    }

    /** Adds headers to every answer; null for none. */
    public @Nullable HeadersHook headers() {
        return values.headers;
    }

    /** Adds headers to the answer that opens a session; null for none. */
    public @Nullable HeadersHook initialHeaders() {
        return values.initialHeaders;
    }

    /** Where session ids come from. */
    public SessionIdSource ids() {
        return values.ids;
    }

    /** The time; null for the system's, owned by the server. */
    public @Nullable Scheduler scheduler() {
        return values.scheduler;
    }

    /** Where hooks, compression and long fan-out run; null for pools owned by the server, one of them for fan-out alone. */
    public @Nullable Executor executor() {
        return values.executor;
    }

    /** How many fan-out shards there are; 0 for one a processor. */
    public int fanOutShards() {
        return values.fanOutShards;
    }

    /** The bounds of each session's outbound queue. */
    public OutboundLimits outbound() {
        return values.outbound;
    }

    /** How many sessions may be on their way in. */
    public HandshakeLimits handshakes() {
        return values.handshakes;
    }

    /** What everything that waits may hold together. */
    public MemoryBudget memory() {
        return values.memory;
    }

    /** How long a message, or a packet of several, may take to come whole. */
    public Duration packetTimeout() {
        return values.packetTimeout;
    }

    /** Whether the browser client is served from the class path. */
    public boolean serveClient() {
        return values.serveClient;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private String path = "/socket.io/";
        private boolean addTrailingSlash = true;
        private Duration pingInterval = Duration.ofSeconds(25);
        private Duration pingTimeout = Duration.ofSeconds(20);
        private Duration upgradeTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(30);
        private Duration bodyTimeout = Duration.ofSeconds(30);
        private int maxPayload = 1_000_000;
        private Set<TransportName> transports = EnumSet.allOf(TransportName.class);
        private boolean allowUpgrades = true;
        private @Nullable CorsPolicy cors = null;
        private @Nullable CookiePolicy cookie = null;
        private @Nullable HandshakeGuard guard = null;
        private int httpCompressionThreshold = 1024;
        private boolean allowEio3 = false;
        private @Nullable Frame initialPacket = null;
        private List<HttpMiddleware> middleware = List.of();
        private @Nullable HeadersHook headers = null;
        private @Nullable HeadersHook initialHeaders = null;
        private SessionIdSource ids = SessionIdSource.secureRandom();
        private @Nullable Scheduler scheduler = null;
        private @Nullable Executor executor = null;
        private int fanOutShards = 0;
        private OutboundLimits outbound = OutboundLimits.defaults();
        private HandshakeLimits handshakes = HandshakeLimits.defaults();
        private MemoryBudget memory = MemoryBudget.ofHeap();
        private Duration packetTimeout = Duration.ofSeconds(45);
        private boolean serveClient = true;

        private Builder() {}

        private Builder(Builder other) {
            path = other.path;
            addTrailingSlash = other.addTrailingSlash;
            pingInterval = other.pingInterval;
            pingTimeout = other.pingTimeout;
            upgradeTimeout = other.upgradeTimeout;
            closeTimeout = other.closeTimeout;
            bodyTimeout = other.bodyTimeout;
            maxPayload = other.maxPayload;
            transports = other.transports;
            allowUpgrades = other.allowUpgrades;
            cors = other.cors;
            cookie = other.cookie;
            guard = other.guard;
            httpCompressionThreshold = other.httpCompressionThreshold;
            allowEio3 = other.allowEio3;
            initialPacket = other.initialPacket;
            middleware = other.middleware;
            headers = other.headers;
            initialHeaders = other.initialHeaders;
            ids = other.ids;
            scheduler = other.scheduler;
            executor = other.executor;
            fanOutShards = other.fanOutShards;
            outbound = other.outbound;
            handshakes = other.handshakes;
            memory = other.memory;
            packetTimeout = other.packetTimeout;
            serveClient = other.serveClient;
        }

        /** The path prefix of every request; {@code /socket.io/} by default. */
        public Builder path(String value) {
            path = Objects.requireNonNull(value, "path");
            return this;
        }

        /** Whether the path ends with a slash whatever was configured; true by default. */
        public Builder addTrailingSlash(boolean value) {
            addTrailingSlash = value;
            return this;
        }

        /** The time from one heartbeat to the next; 25 seconds by default. */
        public Builder pingInterval(Duration value) {
            pingInterval = Objects.requireNonNull(value, "pingInterval");
            return this;
        }

        /** The time a client has to answer a heartbeat; 20 seconds by default. */
        public Builder pingTimeout(Duration value) {
            pingTimeout = Objects.requireNonNull(value, "pingTimeout");
            return this;
        }

        /** The time a client has to finish an upgrade; 10 seconds by default. */
        public Builder upgradeTimeout(Duration value) {
            upgradeTimeout = Objects.requireNonNull(value, "upgradeTimeout");
            return this;
        }

        /** The time a closing session waits for its client to take the last packets; 30 seconds by default. */
        public Builder closeTimeout(Duration value) {
            closeTimeout = Objects.requireNonNull(value, "closeTimeout");
            return this;
        }

        /** The time a request body has to arrive; one that takes longer ends its session. 30 seconds by default. */
        public Builder bodyTimeout(Duration value) {
            bodyTimeout = Objects.requireNonNull(value, "bodyTimeout");
            return this;
        }

        /** The largest request body and message, in bytes; 1,000,000 by default. */
        public Builder maxPayload(int value) {
            maxPayload = value;
            return this;
        }

        /** The transports that are accepted; all by default. */
        public Builder transports(Set<TransportName> value) {
            transports = Set.copyOf(value);
            return this;
        }

        /** Whether a polling session may switch to WebSocket; true by default. */
        public Builder allowUpgrades(boolean value) {
            allowUpgrades = value;
            return this;
        }

        /** Which other origins may talk to the server; null, the default, for none. */
        public Builder cors(@Nullable CorsPolicy value) {
            cors = value;
            return this;
        }

        /** The cookie of a handshake answer; null, the default, for none. */
        public Builder cookie(@Nullable CookiePolicy value) {
            cookie = value;
            return this;
        }

        /** Who decides about new sessions; null, the default, lets all in. */
        public Builder guard(@Nullable HandshakeGuard value) {
            guard = value;
            return this;
        }

        /** From how many bytes on polling answers are compressed, 1,024 by default; negative switches compression off. */
        public Builder httpCompressionThreshold(int value) {
            httpCompressionThreshold = value;
            return this;
        }

        /** Whether clients of protocol 3 are accepted; false by default. */
        public Builder allowEio3(boolean value) {
            allowEio3 = value;
            return this;
        }

        /** A message sent behind the open packet of each session; null, the default, for none. */
        public Builder initialPacket(@Nullable Frame value) {
            initialPacket = value;
            return this;
        }

        /** What sees every request first, in order. */
        public Builder middleware(List<HttpMiddleware> value) {
            middleware = List.copyOf(value);
            return this;
        }

        /** Adds headers to every answer; null for none. */
        public Builder headers(@Nullable HeadersHook value) {
            headers = value;
            return this;
        }

        /** Adds headers to the answer that opens a session; null for none. */
        public Builder initialHeaders(@Nullable HeadersHook value) {
            initialHeaders = value;
            return this;
        }

        /** Where session ids come from. */
        public Builder ids(SessionIdSource value) {
            ids = Objects.requireNonNull(value, "ids");
            return this;
        }

        /** The time; null for the system's, owned by the server. */
        public Builder scheduler(@Nullable Scheduler value) {
            scheduler = value;
            return this;
        }

        /** Where hooks, compression and long fan-out run; null for pools owned by the server, one of them for fan-out alone. */
        public Builder executor(@Nullable Executor value) {
            executor = value;
            return this;
        }

        /** How many fan-out shards there are; 0, the default, for one a processor. */
        public Builder fanOutShards(int value) {
            fanOutShards = value;
            return this;
        }

        /** The bounds of each session's outbound queue; {@link OutboundLimits#defaults} by default. */
        public Builder outbound(OutboundLimits value) {
            outbound = Objects.requireNonNull(value, "outbound");
            return this;
        }

        /** How many sessions may be on their way in; {@link HandshakeLimits#defaults} by default. */
        public Builder handshakes(HandshakeLimits value) {
            handshakes = Objects.requireNonNull(value, "handshakes");
            return this;
        }

        /** What everything that waits may hold together; an eighth of the largest heap by default. */
        public Builder memory(MemoryBudget value) {
            memory = Objects.requireNonNull(value, "memory");
            return this;
        }

        /** How long a message, or a packet of several, may take to come whole; 45 seconds by default. */
        public Builder packetTimeout(Duration value) {
            packetTimeout = Objects.requireNonNull(value, "packetTimeout");
            return this;
        }

        /** Whether the browser client is served from the class path; true by default. */
        public Builder serveClient(boolean value) {
            serveClient = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @throws IllegalArgumentException naming the value that makes no sense
         */
        public EngineOptions build() {
            positive("pingInterval", pingInterval);
            positive("pingTimeout", pingTimeout);
            positive("upgradeTimeout", upgradeTimeout);
            positive("closeTimeout", closeTimeout);
            positive("bodyTimeout", bodyTimeout);
            if (Scheduler.millis(pingInterval) + Scheduler.millis(pingTimeout) > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "pingInterval and pingTimeout together are longer than a client's timer"
                                + " can wait, 2147483647 ms: " + pingInterval + ", " + pingTimeout);
            }
            positive("packetTimeout", packetTimeout);
            if (maxPayload < 1) {
                throw new IllegalArgumentException("maxPayload must be positive: " + maxPayload);
            }
            if (transports.isEmpty()) {
                throw new IllegalArgumentException("transports must not be empty");
            }
            if (fanOutShards < 0) {
                throw new IllegalArgumentException("fanOutShards must not be negative: " + fanOutShards);
            }
            return new EngineOptions(new Builder(this));
        }

        private static void positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive: " + value);
            }
        }
    }
}
