package dev.parley.cluster.redis.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection to Redis, connected and authenticated. One thread reads. Writing and flushing is done under its monitor.
 */
public final class RedisConnection extends Connection {

    private static final int CONNECT_MILLIS = 2_000;

    private RedisConnection(HostAndPort where, JedisClientConfig config) {
        super(where, config);
    }

    /**
     * Connects.
     *
     * @param name shown by CLIENT LIST
     * @param silence how long Redis may say nothing while something is read; zero for ever
     * @throws JedisException if Redis is not there, refuses, or is not ready yet
     */
    public static RedisConnection open(RedisAddress address, String name, Duration silence) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(CONNECT_MILLIS)
                .autoNegotiateProtocol(false)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .clientName(name)
                .database(address.database());
        if (address.tls()) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        }
        if (address.password() != null) {
            config.user(address.user()).password(address.password());
        }
        RedisConnection connection =
                new RedisConnection(new HostAndPort(address.host(), address.port()), config.build());
        try {
            // A server that is loading its data says so here.
            connection.send(Protocol.Command.PING);
            connection.flushed();
            var unused = connection.getUnflushedObject();
            connection.setSoTimeout((int) silence.toMillis());
            return connection;
        } catch (JedisException refused) {
            connection.drop();
            throw refused;
        }
    }

    public synchronized void send(Protocol.Command command, byte[]... args) {
        sendCommand(command, args);
    }

    public synchronized void flushed() {
        flush();
    }

    /** The next reply; throws JedisDataException if it is an error, and JedisConnectionException if there is none. */
    @Nullable
    public Object reply() {
        return getUnflushedObject();
    }

    /** Sends one command and gives its reply. */
    @Nullable
    public Object ask(Protocol.Command command, byte[]... args) {
        send(command, args);
        flushed();
        return reply();
    }

    /** Closes the socket, from any thread: whoever reads fails at once. */
    public void drop() {
        try {
            forceDisconnect();
        } catch (IOException | JedisException closed) {
            // There is nothing more to do about it.
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    public static String text(@Nullable Object bytes) {
        return bytes instanceof byte[] utf8 ? new String(utf8, StandardCharsets.UTF_8) : "";
    }
}
