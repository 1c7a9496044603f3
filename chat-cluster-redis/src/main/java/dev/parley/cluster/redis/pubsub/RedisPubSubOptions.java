package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.redis.connection.BusSettings;
import dev.parley.cluster.redis.connection.Checks;
import dev.parley.cluster.redis.server.RedisServers;
import java.time.Duration;
import java.util.Objects;

/**
 * How {@link RedisPubSub} uses Redis. Immutable. All servers of a cluster need the same mode and channel prefix; the defaults are those
 * of {@code createAdapter} of {@code @socket.io/redis-adapter}.
 */
public final class RedisPubSubOptions {

    private final Builder values;

    private RedisPubSubOptions(Builder values) {
        this.values = values;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Which Redis, and what may wait for it. */
    BusSettings bus() {
        return values.bus;
    }

    /** Which adapter the others have. */
    PubSubMode mode() {
        return values.mode;
    }

    /** Whether answers go to the channel of the server that asks. */
    boolean privateAnswers() {
        return values.privateAnswers;
    }

    /** What the names of channels begin with. */
    String channelPrefix() {
        return values.channelPrefix;
    }

    /** Hears of the state of the bus. */
    RedisPubSubListener listener() {
        return values.listener;
    }

    /** Where Redis is, without the password. */
    @Override
    public String toString() {
        return "Redis publish and subscribe at " + values.bus.servers() + ", " + values.mode + ", prefix "
                + values.channelPrefix;
    }

    /** Settings, each checked when it is given. Used by one thread. */
    public static final class Builder {

        private static final RedisPubSubListener SILENT = new RedisPubSubListener() {};

        private BusSettings bus = BusSettings.DEFAULTS;
        private PubSubMode mode = PubSubMode.CLASSIC;
        private String channelPrefix = "socket.io";
        private boolean privateAnswers;
        private RedisPubSubListener listener = SILENT;

        private Builder() {}

        private Builder(Builder from) {
            bus = from.bus;
            mode = from.mode;
            channelPrefix = from.channelPrefix;
            privateAnswers = from.privateAnswers;
            listener = from.listener;
        }

        /**
         * Where Redis is: one server.
         *
         * @param address as for {@link RedisServers#at}; {@code redis://localhost:6379} unless said otherwise
         * @return this
         * @throws IllegalArgumentException if it is no such address
         */
        public Builder url(String address) {
            return servers(RedisServers.at(address).build());
        }

        /**
         * Where Redis is: one server, one that sentinels name, or a cluster; with TLS, user and password if need be.
         *
         * @param where replaces what {@link #url} said
         * @return this
         */
        public Builder servers(RedisServers where) {
            bus = bus.withServers(where);
            return this;
        }

        /**
         * Which adapter the other servers have.
         *
         * @param wanted {@link PubSubMode#CLASSIC} unless said otherwise
         * @return this
         */
        public Builder mode(PubSubMode wanted) {
            mode = Objects.requireNonNull(wanted, "mode");
            return this;
        }

        /**
         * What the names of channels begin with: {@code key} of the classic adapter, {@code channelPrefix} of the sharded one.
         *
         * @param prefix {@code socket.io} unless said otherwise
         * @return this
         */
        public Builder channelPrefix(String prefix) {
            channelPrefix = Checks.notEmpty(prefix, "channelPrefix");
            return this;
        }

        /**
         * Whether answers go to the one server that asks rather than to all, in classic mode: {@code publishOnSpecificResponseChannel}
         * of the adapter. Servers of Node need the adapter 8 for it.
         *
         * @param wanted false unless said otherwise, as for the adapter
         * @return this
         */
        public Builder privateAnswers(boolean wanted) {
            privateAnswers = wanted;
            return this;
        }

        /**
         * The longest message, as it is sent. A longer one is refused when it is sent and skipped when it is read.
         *
         * @param bytes 1,024 to 536,870,912, the most that Redis takes; 4 MiB unless said otherwise
         * @return this
         */
        public Builder maxMessageBytes(int bytes) {
            bus = bus.withMaxMessageBytes(bytes);
            return this;
        }

        /**
         * How many messages wait for Redis; further ones are dropped.
         *
         * @param messages 1 to 1,000,000; 10,000 unless said otherwise
         * @return this
         */
        public Builder maxWaiting(int messages) {
            bus = bus.withMaxWaiting(messages);
            return this;
        }

        /**
         * How many bytes of messages wait for Redis; messages beyond are dropped. One message may always wait.
         *
         * @param bytes 1,024 or more; 8 MiB unless said otherwise
         * @return this
         */
        public Builder maxWaitingBytes(long bytes) {
            bus = bus.withMaxWaitingBytes(bytes);
            return this;
        }

        /**
         * How long a message waits for Redis before it is dropped.
         *
         * @param longest 100 ms to 10 minutes; 5 seconds unless said otherwise
         * @return this
         */
        public Builder maxWait(Duration longest) {
            bus = bus.withMaxWait(longest);
            return this;
        }

        /**
         * Hears of the state of the bus.
         *
         * @param hears called by the threads of the bus
         * @return this
         */
        public Builder listener(RedisPubSubListener hears) {
            listener = Objects.requireNonNull(hears, "listener");
            return this;
        }

        /**
         * The options.
         *
         * @return immutable
         * @throws IllegalArgumentException if there is a Redis Cluster, and the mode is {@link PubSubMode#CLASSIC}, whose subscribers no
         *     server of it can count
         */
        public RedisPubSubOptions build() {
            if (!mode.sharded() && bus.servers().kind() == RedisServers.Kind.CLUSTER) {
                throw new IllegalArgumentException("a Redis Cluster needs a sharded mode");
            }
            return new RedisPubSubOptions(new Builder(this));
        }
    }
}
