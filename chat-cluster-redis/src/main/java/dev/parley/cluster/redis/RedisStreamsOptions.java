package dev.parley.cluster.redis;

import dev.parley.cluster.redis.connection.BusSettings;
import dev.parley.cluster.redis.connection.Checks;
import dev.parley.cluster.redis.server.RedisServers;
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

    /** Which Redis, and what may wait for it. */
    BusSettings bus() {
        return values.bus;
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

    /** What the keys of sessions begin with. */
    String sessionKeyPrefix() {
        return values.sessionKeyPrefix;
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

    /** How long own broadcasts wait while Redis makes no progress. */
    Duration patience() {
        return values.patience;
    }

    /** How many connections save, take and read sessions. */
    int sessionConnections() {
        return values.sessionConnections;
    }

    /** What the other servers understand. */
    Dialect dialect() {
        return values.dialect;
    }

    /** Whether questions and answers go by sharded channels. */
    boolean shardedPubSub() {
        return values.shardedPubSub;
    }

    /** Hears of the state of the bus. */
    RedisStreamsListener listener() {
        return values.listener;
    }

    /** Where Redis is, without the password. */
    @Override
    public String toString() {
        return "Redis Streams at " + values.bus.servers() + ", stream " + values.streamName;
    }

    /** Settings, each checked when it is given. Used by one thread. */
    public static final class Builder {

        private static final RedisStreamsListener SILENT = new RedisStreamsListener() {};

        private BusSettings bus = BusSettings.DEFAULTS;
        private String streamName = "socket.io";
        private int streamCount = 1;
        private String channelPrefix = "socket.io";
        private String sessionKeyPrefix = "sio:session:";
        private int maxLength = 10_000;
        private int readCount = 500;
        private Duration block = Duration.ofSeconds(2);
        private Duration patience = Duration.ofMillis(250);
        private int sessionConnections = 4;
        private Dialect dialect = Dialect.V0_3;
        private boolean shardedPubSub;
        private RedisStreamsListener listener = SILENT;

        private Builder() {}

        private Builder(Builder from) {
            bus = from.bus;
            streamName = from.streamName;
            streamCount = from.streamCount;
            channelPrefix = from.channelPrefix;
            sessionKeyPrefix = from.sessionKeyPrefix;
            maxLength = from.maxLength;
            readCount = from.readCount;
            block = from.block;
            patience = from.patience;
            sessionConnections = from.sessionConnections;
            dialect = from.dialect;
            shardedPubSub = from.shardedPubSub;
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
         * Sets what the keys of sessions begin with; {@code sio:session:} by default, as {@code sessionKeyPrefix} of the adapter of Node.
         * A session holds the rooms and the shared data of a client that lost its connection, and is kept as long as the server
         * recovers connections.
         *
         * @param prefix not empty
         * @return this
         * @throws IllegalArgumentException if it is empty
         */
        public Builder sessionKeyPrefix(String prefix) {
            sessionKeyPrefix = Checks.notEmpty(prefix, "sessionKeyPrefix");
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
         * How many clients that return are served at the same time: the most connections, each with a thread, that save and take sessions
         * and read what clients missed; in a Redis Cluster the most for each of its servers. They are made when they are needed. Further
         * clients wait, 10,000 calls at most.
         *
         * @param connections 1 to 64; 4 unless said otherwise
         * @return this
         */
        public Builder sessionConnections(int connections) {
            sessionConnections = Checks.within(connections, 1, 64, "sessionConnections");
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
         * Whether questions and answers go by sharded channels: {@code useShardedPubSub} of the adapter 0.3, needed in a cluster.
         *
         * @param wanted false unless said otherwise; all servers need the same. Redis 7
         * @return this
         */
        public Builder shardedPubSub(boolean wanted) {
            shardedPubSub = wanted;
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
         * @throws IllegalArgumentException if there is a Redis Cluster, and questions would go by channels that are not sharded, whose
         *     subscribers no server of it can count; or if {@link Dialect#BOTH} and sharded channels do
         */
        public RedisStreamsOptions build() {
            boolean cluster = bus.servers().kind() == RedisServers.Kind.CLUSTER;
            if (cluster && dialect.subscribes() && !shardedPubSub) {
                throw new IllegalArgumentException("a Redis Cluster needs shardedPubSub");
            }
            if (shardedPubSub && dialect == Dialect.BOTH) {
                throw new IllegalArgumentException("shardedPubSub, and servers of 0.2 have no channels");
            }
            return new RedisStreamsOptions(new Builder(this));
        }
    }
}
