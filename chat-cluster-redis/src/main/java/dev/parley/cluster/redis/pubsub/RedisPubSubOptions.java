package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.redis.connection.Checks;
import dev.parley.cluster.redis.connection.RedisAddress;
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

    RedisAddress address() {
        return RedisAddress.of(values.url);
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

    /** The longest message that is sent, and the longest that is read, in bytes. */
    int maxMessageBytes() {
        return values.maxMessageBytes;
    }

    /** How many messages wait at most while Redis is away. */
    int maxWaiting() {
        return values.maxWaiting;
    }

    /** How many bytes of messages wait at most while Redis is away. */
    long maxWaitingBytes() {
        return values.maxWaitingBytes;
    }

    /** How long a message waits at most while Redis is away. */
    Duration maxWait() {
        return values.maxWait;
    }

    /** Hears of the state of the bus. */
    RedisPubSubListener listener() {
        return values.listener;
    }

    /** Where Redis is, without the password. */
    @Override
    public String toString() {
        return "Redis publish and subscribe at " + address() + ", " + values.mode + ", prefix " + values.channelPrefix;
    }

    /** Settings, each checked when it is given. Used by one thread. */
    public static final class Builder {

        private static final RedisPubSubListener SILENT = new RedisPubSubListener() {};

        private String url = "redis://localhost:6379";
        private PubSubMode mode = PubSubMode.CLASSIC;
        private String channelPrefix = "socket.io";
        private boolean privateAnswers;
        private int maxMessageBytes = 4 * 1024 * 1024;
        private int maxWaiting = 10_000;
        private long maxWaitingBytes = 8L * 1024 * 1024;
        private Duration maxWait = Duration.ofSeconds(5);
        private RedisPubSubListener listener = SILENT;

        private Builder() {}

        private Builder(Builder from) {
            url = from.url;
            mode = from.mode;
            channelPrefix = from.channelPrefix;
            privateAnswers = from.privateAnswers;
            maxMessageBytes = from.maxMessageBytes;
            maxWaiting = from.maxWaiting;
            maxWaitingBytes = from.maxWaitingBytes;
            maxWait = from.maxWait;
            listener = from.listener;
        }

        /**
         * Where Redis is.
         *
         * @param address {@code redis://user:password@host:port/database}, or {@code rediss://…} for TLS; user, password, port (6379)
         *     and database (0) may be missing. What is special in user and password is percent-encoded
         * @return this
         * @throws IllegalArgumentException if it is no such address
         */
        public Builder url(String address) {
            var unused = RedisAddress.of(address);
            url = address;
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
            maxMessageBytes = Checks.within(bytes, 1_024, 536_870_912, "maxMessageBytes");
            return this;
        }

        /**
         * How many messages wait for Redis; further ones are dropped.
         *
         * @param messages 1 to 1,000,000; 10,000 unless said otherwise
         * @return this
         */
        public Builder maxWaiting(int messages) {
            maxWaiting = Checks.within(messages, 1, 1_000_000, "maxWaiting");
            return this;
        }

        /**
         * How many bytes of messages wait for Redis; messages beyond are dropped. One message may always wait.
         *
         * @param bytes 1,024 or more; 8 MiB unless said otherwise
         * @return this
         */
        public Builder maxWaitingBytes(long bytes) {
            maxWaitingBytes = Checks.bytes(bytes, "maxWaitingBytes");
            return this;
        }

        /**
         * How long a message waits for Redis before it is dropped.
         *
         * @param longest 100 ms to 10 minutes; 5 seconds unless said otherwise
         * @return this
         */
        public Builder maxWait(Duration longest) {
            maxWait = Checks.within(longest, Duration.ofMillis(100), Duration.ofMinutes(10), "maxWait");
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
         */
        public RedisPubSubOptions build() {
            return new RedisPubSubOptions(new Builder(this));
        }
    }
}
