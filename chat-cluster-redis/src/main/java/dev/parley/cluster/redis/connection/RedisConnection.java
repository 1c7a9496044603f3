package dev.parley.cluster.redis.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection to Redis, connected and authenticated. One thread reads. Writing and flushing is done under its monitor.
 */
public final class RedisConnection extends Connection {

    private final Dial dial;
    /** Which replies are those of ASKING; null unless this connection is for a slot that moves. Used by one thread. */
    private @Nullable ArrayDeque<Boolean> asking;

    private boolean together;

    private RedisConnection(Dial dial, JedisClientConfig config) {
        super(dial, config);
        this.dial = dial;
    }

    /**
     * Connects to one server.
     *
     * @param silence how long Redis may say nothing while something is read; zero for ever
     * @throws JedisException if Redis is not there, refuses, or is not ready yet
     */
    static RedisConnection open(InetSocketAddress where, Access access, Duration silence) {
        RedisConnection connection = connect(access.dial(where), access.config());
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

    private static RedisConnection connect(Dial dial, JedisClientConfig config) {
        try {
            return new RedisConnection(dial, config);
        } catch (JedisException refused) {
            dial.close();
            throw refused;
        }
    }

    /** From now on says before each command that it was sent here by another server, whose slot moves. */
    void asking() {
        asking = new ArrayDeque<>();
    }

    public synchronized void send(Protocol.Command command, byte[]... args) {
        ArrayDeque<Boolean> replies = asking;
        if (replies != null) {
            if (!together) {
                sendCommand(Protocol.Command.ASKING);
                replies.add(true);
            }
            // What is said before MULTI holds until EXEC.
            together = command == Protocol.Command.MULTI || (together && command != Protocol.Command.EXEC);
            replies.add(false);
        }
        sendCommand(command, args);
    }

    public synchronized void flushed() {
        flush();
    }

    /** The next reply; throws JedisDataException if it is an error, and JedisConnectionException if there is none. */
    @Nullable
    public Object reply() {
        ArrayDeque<Boolean> replies = asking;
        while (replies != null && replies.remove()) {
            var unused = getUnflushedObject();
        }
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
        dial.close();
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
