package dev.parley.engineio.options;

import dev.parley.runtime.MemoryBudget;
import dev.parley.time.Scheduler;
import dev.parley.transport.Frame;
import dev.parley.transport.TransportName;
import dev.parley.transport.policy.CookiePolicy;
import dev.parley.transport.policy.CorsPolicy;
import dev.parley.transport.policy.HandshakeGuard;
import dev.parley.transport.policy.HandshakeLimits;
import dev.parley.transport.policy.HeadersHook;
import dev.parley.transport.policy.HttpMiddleware;
import dev.parley.transport.policy.SessionIdSource;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Options of an Engine.IO server. Immutable; see the builder for the defaults. */
public final class EngineOptions {

    private final Builder values;
    private final SessionIdSource sessionIds;

    private EngineOptions(Builder values) {
        this.values = values;
        this.sessionIds = values.sessionIds == null ? SessionIdSource.of(values.random) : values.sessionIds;
    }

    /** Returns the defaults. */
    public static EngineOptions defaults() {
        return builder().build();
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of existing options.
     *
     * @param options the initial values
     * @return a new builder
     */
    public static Builder builder(EngineOptions options) {
        return new Builder(options.values);
    }

    /** The path prefix of every request. */
    public String path() {
        return values.path;
    }

    /** Whether a trailing slash is appended to the path. */
    public boolean addTrailingSlash() {
        return values.addTrailingSlash;
    }

    /** The interval between heartbeats. */
    public Duration pingInterval() {
        return values.pingInterval;
    }

    /** How long to wait for the answer to a heartbeat. */
    public Duration pingTimeout() {
        return values.pingTimeout;
    }

    /** How long an upgrade may take. */
    public Duration upgradeTimeout() {
        return values.upgradeTimeout;
    }

    /** How long a closing session waits for its client to take the last packets. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** How long a request body may take to arrive. */
    public Duration bodyTimeout() {
        return values.bodyTimeout;
    }

    /** Maximum size of request bodies and messages, in bytes. */
    public int maxPayload() {
        return values.maxPayload;
    }

    /** The enabled transports. */
    public Set<TransportName> transports() {
        return values.transports;
    }

    /** Whether a polling session may upgrade to WebSocket. */
    public boolean allowUpgrades() {
        return values.allowUpgrades;
    }

    /** The CORS policy; null to allow no other origins. */
    public @Nullable CorsPolicy cors() {
        return values.cors;
    }

    /** The cookie of handshake responses; null for none. */
    public @Nullable CookiePolicy cookie() {
        return values.cookie;
    }

    /** Decides about new sessions; null to accept all. */
    public @Nullable HandshakeGuard guard() {
        return values.guard;
    }

    /** Minimum size in bytes of polling responses to compress; negative disables compression. */
    public int httpCompressionThreshold() {
        return values.httpCompressionThreshold;
    }

    /** Whether protocol 3 clients are accepted. */
    public boolean allowEio3() {
        return values.allowEio3;
    }

    /** A message sent right after the open packet of each session; null for none. */
    public @Nullable Frame initialPacket() {
        return values.initialPacket;
    }

    /** Applied to every request first, in order. */
    public List<HttpMiddleware> middleware() {
        return Collections.unmodifiableList(values.middleware);
    }

    /** Adds headers to every response; null for none. */
    public @Nullable HeadersHook headers() {
        return values.headers;
    }

    /** Adds headers to handshake responses; null for none. */
    public @Nullable HeadersHook initialHeaders() {
        return values.initialHeaders;
    }

    /** Generates session ids. */
    public SessionIdSource sessionIds() {
        return sessionIds;
    }

    /** Where all ids of the server and of what runs on it come from. */
    public RandomGenerator random() {
        return values.random;
    }

    /** The clock and timer; null for the system's, owned by the server. */
    public @Nullable Scheduler scheduler() {
        return values.scheduler;
    }

    /** Runs hooks, compression and long fan-out; null for pools owned by the server, one of them for fan-out alone. */
    public @Nullable Executor executor() {
        return values.executor;
    }

    /** The number of fan-out shards; 0 for one per processor. */
    public int fanOutShards() {
        return values.fanOutShards;
    }

    /** The bounds of each session's outbound queue. */
    public OutboundLimits outbound() {
        return values.outbound;
    }

    /** The limits of pending handshakes. */
    public HandshakeLimits handshakes() {
        return values.handshakes;
    }

    /** The budget of everything queued. */
    public MemoryBudget memory() {
        return values.memory;
    }

    /** How long a message, or a packet with attachments, may take to arrive completely. */
    public Duration packetTimeout() {
        return values.packetTimeout;
    }

    /** Whether the browser client is served from the class path. */
    public boolean serveClient() {
        return values.serveClient;
    }

    /** Builder of {@link EngineOptions}. Not thread-safe. */
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
        private final List<HttpMiddleware> middleware = new ArrayList<>();
        private @Nullable HeadersHook headers = null;
        private @Nullable HeadersHook initialHeaders = null;
        private @Nullable SessionIdSource sessionIds = null;
        private RandomGenerator random = new SecureRandom();
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
            middleware.addAll(other.middleware);
            headers = other.headers;
            initialHeaders = other.initialHeaders;
            sessionIds = other.sessionIds;
            random = other.random;
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

        /** Whether a trailing slash is appended to the path; true by default. */
        public Builder addTrailingSlash(boolean value) {
            addTrailingSlash = value;
            return this;
        }

        /** The interval between heartbeats; 25 seconds by default. */
        public Builder pingInterval(Duration value) {
            pingInterval = Objects.requireNonNull(value, "pingInterval");
            return this;
        }

        /** How long to wait for the answer to a heartbeat; 20 seconds by default. */
        public Builder pingTimeout(Duration value) {
            pingTimeout = Objects.requireNonNull(value, "pingTimeout");
            return this;
        }

        /** How long an upgrade may take; 10 seconds by default. */
        public Builder upgradeTimeout(Duration value) {
            upgradeTimeout = Objects.requireNonNull(value, "upgradeTimeout");
            return this;
        }

        /** How long a closing session waits for its client to take the last packets; 30 seconds by default. */
        public Builder closeTimeout(Duration value) {
            closeTimeout = Objects.requireNonNull(value, "closeTimeout");
            return this;
        }

        /** How long a request body may take to arrive before its session is closed; 30 seconds by default. */
        public Builder bodyTimeout(Duration value) {
            bodyTimeout = Objects.requireNonNull(value, "bodyTimeout");
            return this;
        }

        /** Maximum size of request bodies and messages, in bytes; 1,000,000 by default. */
        public Builder maxPayload(int value) {
            maxPayload = value;
            return this;
        }

        /** The enabled transports; all by default. */
        public Builder transports(Set<TransportName> value) {
            transports = Set.copyOf(value);
            return this;
        }

        /** Whether a polling session may upgrade to WebSocket; true by default. */
        public Builder allowUpgrades(boolean value) {
            allowUpgrades = value;
            return this;
        }

        /** The CORS policy; null, the default, to allow no other origins. */
        public Builder cors(@Nullable CorsPolicy value) {
            cors = value;
            return this;
        }

        /** The cookie of handshake responses; null, the default, for none. */
        public Builder cookie(@Nullable CookiePolicy value) {
            cookie = value;
            return this;
        }

        /** Decides about new sessions; null, the default, to accept all. */
        public Builder guard(@Nullable HandshakeGuard value) {
            guard = value;
            return this;
        }

        /** Minimum size in bytes of polling responses to compress, 1,024 by default; negative disables compression. */
        public Builder httpCompressionThreshold(int value) {
            httpCompressionThreshold = value;
            return this;
        }

        /** Whether protocol 3 clients are accepted; false by default. */
        public Builder allowEio3(boolean value) {
            allowEio3 = value;
            return this;
        }

        /** A message sent right after the open packet of each session; null, the default, for none. */
        public Builder initialPacket(@Nullable Frame value) {
            initialPacket = value;
            return this;
        }

        /** Adds a middleware for every HTTP request and WebSocket upgrade, after those added before. */
        public Builder middleware(HttpMiddleware value) {
            middleware.add(Objects.requireNonNull(value, "middleware"));
            return this;
        }

        /** Adds headers to every HTTP response; null, the default, for none. */
        public Builder headers(@Nullable HeadersHook value) {
            headers = value;
            return this;
        }

        /** Adds headers to the first response of every session; null, the default, for none. */
        public Builder initialHeaders(@Nullable HeadersHook value) {
            initialHeaders = value;
            return this;
        }

        /** Generates session ids; 120 bits of {@link #random} by default. */
        public Builder sessionIds(SessionIdSource value) {
            sessionIds = Objects.requireNonNull(value, "sessionIds");
            return this;
        }

        /**
         * Where the ids of sessions, sockets, recovery, requests to other servers and chat messages come from, and all else
         * that is random in the server and in what runs on it; a {@link SecureRandom} by default. Ids of sessions and sockets
         * are secrets: anything that can be guessed is for tests that have to repeat. Must be thread-safe unless
         * everything runs on one thread.
         */
        public Builder random(RandomGenerator value) {
            random = Objects.requireNonNull(value, "random");
            return this;
        }

        /** The clock and timer of the server and of what runs on it; null, the default, for the system's, owned by the server. */
        public Builder scheduler(@Nullable Scheduler value) {
            scheduler = value;
            return this;
        }

        /**
         * Runs hooks, compression and long fan-out; null for pools owned by the server, one of them for fan-out alone.
         */
        public Builder executor(@Nullable Executor value) {
            executor = value;
            return this;
        }

        /** The number of fan-out shards; 0, the default, for one per processor. */
        public Builder fanOutShards(int value) {
            fanOutShards = value;
            return this;
        }

        /**
         * The bounds of each session's outbound queue, and the policy beyond; {@link OutboundLimits#defaults} by default:
         * 65,536 messages, 16 MiB, then disconnect.
         */
        public Builder outbound(OutboundLimits value) {
            outbound = Objects.requireNonNull(value, "outbound");
            return this;
        }

        /** The limits of pending handshakes; {@link HandshakeLimits#defaults} by default. */
        public Builder handshakes(HandshakeLimits value) {
            handshakes = Objects.requireNonNull(value, "handshakes");
            return this;
        }

        /** The budget of everything queued, which several servers may share; an eighth of the maximum heap size by default. */
        public Builder memory(MemoryBudget value) {
            memory = Objects.requireNonNull(value, "memory");
            return this;
        }

        /** How long a message, or a packet with attachments, may take to arrive completely; 45 seconds by default. */
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
         * Builds the options.
         *
         * @throws IllegalArgumentException naming the invalid value
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
