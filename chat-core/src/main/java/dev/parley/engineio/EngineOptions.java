package dev.parley.engineio;

import dev.parley.transport.CookiePolicy;
import dev.parley.transport.CorsPolicy;
import dev.parley.transport.HandshakeGuard;
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

/** How an {@link EngineServer} behaves. Immutable; the defaults are those of the builder. */
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
    public @Nullable EncodedMessage initialPacket() {
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

    /** Whether the browser client is served from the class path. */
    public boolean serveClient() {
        return values.serveClient;
    }

    /** The path as requests carry it: with a slash in front, and behind when so configured. */
    String prefix() {
        String slashed = values.path.startsWith("/") ? values.path : "/" + values.path;
        String bare = slashed.endsWith("/") ? slashed.substring(0, slashed.length() - 1) : slashed;
        return values.addTrailingSlash ? bare + "/" : bare;
    }

    /** Whether anything of the application runs while a request is judged. */
    boolean hasHooks() {
        return values.guard != null
                || values.cors != null
                || values.headers != null
                || values.initialHeaders != null
                || !values.middleware.isEmpty();
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private String path = "/socket.io/";
        private boolean addTrailingSlash = true;
        private Duration pingInterval = Duration.ofSeconds(25);
        private Duration pingTimeout = Duration.ofSeconds(20);
        private Duration upgradeTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(30);
        private int maxPayload = 1_000_000;
        private Set<TransportName> transports = EnumSet.allOf(TransportName.class);
        private boolean allowUpgrades = true;
        private @Nullable CorsPolicy cors = null;
        private @Nullable CookiePolicy cookie = null;
        private @Nullable HandshakeGuard guard = null;
        private int httpCompressionThreshold = 1024;
        private boolean allowEio3 = false;
        private @Nullable EncodedMessage initialPacket = null;
        private List<HttpMiddleware> middleware = List.of();
        private @Nullable HeadersHook headers = null;
        private @Nullable HeadersHook initialHeaders = null;
        private SessionIdSource ids = SessionIdSource.secureRandom();
        private @Nullable Scheduler scheduler = null;
        private @Nullable Executor executor = null;
        private int fanOutShards = 0;
        private OutboundLimits outbound = OutboundLimits.defaults();
        private boolean serveClient = true;

        private Builder() {}

        private Builder(Builder other) {
            path = other.path;
            addTrailingSlash = other.addTrailingSlash;
            pingInterval = other.pingInterval;
            pingTimeout = other.pingTimeout;
            upgradeTimeout = other.upgradeTimeout;
            closeTimeout = other.closeTimeout;
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
            serveClient = other.serveClient;
        }

        /** The path prefix of every request. */
        public Builder path(String value) {
            path = Objects.requireNonNull(value, "path");
            return this;
        }

        /** Whether the path ends with a slash whatever was configured. */
        public Builder addTrailingSlash(boolean value) {
            addTrailingSlash = value;
            return this;
        }

        /** The time from one heartbeat to the next. */
        public Builder pingInterval(Duration value) {
            pingInterval = Objects.requireNonNull(value, "pingInterval");
            return this;
        }

        /** The time a client has to answer a heartbeat. */
        public Builder pingTimeout(Duration value) {
            pingTimeout = Objects.requireNonNull(value, "pingTimeout");
            return this;
        }

        /** The time a client has to finish an upgrade. */
        public Builder upgradeTimeout(Duration value) {
            upgradeTimeout = Objects.requireNonNull(value, "upgradeTimeout");
            return this;
        }

        /** The time a closing session waits for its client to take the last packets. */
        public Builder closeTimeout(Duration value) {
            closeTimeout = Objects.requireNonNull(value, "closeTimeout");
            return this;
        }

        /** The largest request body and message, in bytes. */
        public Builder maxPayload(int value) {
            maxPayload = value;
            return this;
        }

        /** The transports that are accepted. */
        public Builder transports(Set<TransportName> value) {
            transports = Set.copyOf(value);
            return this;
        }

        /** Whether a polling session may switch to WebSocket. */
        public Builder allowUpgrades(boolean value) {
            allowUpgrades = value;
            return this;
        }

        /** Which other origins may talk to the server; null for none. */
        public Builder cors(@Nullable CorsPolicy value) {
            cors = value;
            return this;
        }

        /** The cookie of a handshake answer; null for none. */
        public Builder cookie(@Nullable CookiePolicy value) {
            cookie = value;
            return this;
        }

        /** Who decides about new sessions; null lets all in. */
        public Builder guard(@Nullable HandshakeGuard value) {
            guard = value;
            return this;
        }

        /** From how many bytes on polling answers are compressed; negative switches compression off. */
        public Builder httpCompressionThreshold(int value) {
            httpCompressionThreshold = value;
            return this;
        }

        /** Whether clients of protocol 3 are accepted. */
        public Builder allowEio3(boolean value) {
            allowEio3 = value;
            return this;
        }

        /** A message sent behind the open packet of each session; null for none. */
        public Builder initialPacket(@Nullable EncodedMessage value) {
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

        /** How many fan-out shards there are; 0 for one a processor. */
        public Builder fanOutShards(int value) {
            fanOutShards = value;
            return this;
        }

        /** The bounds of each session's outbound queue. */
        public Builder outbound(OutboundLimits value) {
            outbound = Objects.requireNonNull(value, "outbound");
            return this;
        }

        /** Whether the browser client is served from the class path. */
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
