package dev.parley.cluster.redis;

import dev.parley.cluster.redis.connection.Checks;
import dev.parley.cluster.redis.connection.RedisAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * How {@link RedisStreams} uses Redis. Immutable. All servers of a cluster need the same stream, number of streams and channel prefix;
 * the defaults are those of {@code @socket.io/redis-streams-adapter}.
 */
public final class RedisStreamsOptions {

    private final Builder values;

    private RedisStreamsOptions(Builder values) {
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

    /** The stream, or the beginning of the names of several. */
    String streamName() {
        return values.streamName;
    }

    /** How many streams the namespaces are spread over. */
    int streamCount() {
        return values.streamCount;
    }

    /** What the names of channels begin with. */
    String channelPrefix() {
        return values.channelPrefix;
    }

    /** About how many entries a stream keeps. */
    int maxLength() {
        return values.maxLength;
    }

    /** The most entries of one read. */
    int readCount() {
        return values.readCount;
    }

    /** How long one read waits in Redis. */
    Duration block() {
        return values.block;
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

    /** How long own broadcasts wait while Redis makes no progress. */
    Duration patience() {
        return values.patience;
    }

    /** What the other servers understand. */
    Dialect dialect() {
        return values.dialect;
    }

    /** Hears of the state of the bus. */
    RedisStreamsListener listener() {
        return values.listener;
    }

    /** Where Redis is, without the password. */
    @Override
    public String toString() {
        return "Redis Streams at " + address() + ", stream " + values.streamName;
    }

    /** Settings, each checked when it is given. Used by one thread. */
    public static final class Builder {

        private static final RedisStreamsListener SILENT = new RedisStreamsListener() {};

        private String url = "redis://localhost:6379";
        private String streamName = "socket.io";
        private int streamCount = 1;
        private String channelPrefix = "socket.io";
        private int maxLength = 10_000;
        private int readCount = 500;
        private Duration block = Duration.ofSeconds(2);
        private int maxMessageBytes = 4 * 1024 * 1024;
        private int maxWaiting = 10_000;
        private long maxWaitingBytes = 8L * 1024 * 1024;
        private Duration maxWait = Duration.ofSeconds(5);
        private Duration patience = Duration.ofMillis(250);
        private Dialect dialect = Dialect.V0_3;
        private RedisStreamsListener listener = SILENT;

        private Builder() {}

        private Builder(Builder from) {
            url = from.url;
            streamName = from.streamName;
            streamCount = from.streamCount;
            channelPrefix = from.channelPrefix;
            maxLength = from.maxLength;
            readCount = from.readCount;
            block = from.block;
            maxMessageBytes = from.maxMessageBytes;
            maxWaiting = from.maxWaiting;
            maxWaitingBytes = from.maxWaitingBytes;
            maxWait = from.maxWait;
            patience = from.patience;
            dialect = from.dialect;
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
         * The stream.
         *
         * @param name {@code socket.io} unless said otherwise
         * @return this
         */
        public Builder streamName(String name) {
            streamName = Checks.notEmpty(name, "streamName");
            return this;
        }

        /**
         * How many streams the namespaces are spread over, named {@code <streamName>-<number>} if more than one.
         *
         * @param streams 1 to 64, 1 unless said otherwise
         * @return this
         */
        public Builder streamCount(int streams) {
            streamCount = Checks.within(streams, 1, 64, "streamCount");
            return this;
        }

        /**
         * What the names of channels begin with.
         *
         * @param prefix {@code socket.io} unless said otherwise
         * @return this
         */
        public Builder channelPrefix(String prefix) {
            channelPrefix = Checks.notEmpty(prefix, "channelPrefix");
            return this;
        }

        /**
         * About how many entries a stream keeps. A server that was away for more of them has lost some.
         *
         * @param entries 100 to 100,000,000; 10,000 unless said otherwise. Of several servers the one that says least decides
         * @return this
         */
        public Builder maxLength(int entries) {
            maxLength = Checks.within(entries, 100, 100_000_000, "maxLength");
            return this;
        }

        /**
         * The most entries of one read.
         *
         * @param entries 1 to 10,000; 500 unless said otherwise
         * @return this
         */
        public Builder readCount(int entries) {
            readCount = Checks.within(entries, 1, 10_000, "readCount");
            return this;
        }

        /**
         * How long one read waits in Redis: a connection that was cut without a word is noticed 3 seconds later than that.
         *
         * @param longest 100 ms to 1 minute; 2 seconds unless said otherwise
         * @return this
         */
        public Builder block(Duration longest) {
            block = Checks.within(longest, Duration.ofMillis(100), Duration.ofMinutes(1), "block");
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
         * How long own sockets wait for broadcasts in {@code Order.LOG} while Redis takes none and none is read. Then they get them
         * at once, until Redis works again.
         *
         * @param longest 10 ms to 1 minute; 250 ms unless said otherwise
         * @return this
         */
        public Builder patience(Duration longest) {
            patience = Checks.within(longest, Duration.ofMillis(10), Duration.ofMinutes(1), "patience");
            return this;
        }

        /**
         * What the other servers understand.
         *
         * @param spoken {@link Dialect#V0_3} unless said otherwise
         * @return this
         */
        public Builder dialect(Dialect spoken) {
            dialect = Objects.requireNonNull(spoken, "dialect");
            return this;
        }

        /**
         * Hears of the state of the bus.
         *
         * @param hears called by the threads of the bus
         * @return this
         */
        public Builder listener(RedisStreamsListener hears) {
            listener = Objects.requireNonNull(hears, "listener");
            return this;
        }

        /**
         * The options.
         *
         * @return immutable
         */
        public RedisStreamsOptions build() {
            return new RedisStreamsOptions(new Builder(this));
        }
    }
}
