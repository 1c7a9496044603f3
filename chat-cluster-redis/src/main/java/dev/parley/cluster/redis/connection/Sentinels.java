package dev.parley.cluster.redis.connection;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.redis.server.RedisServers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Finds the master by asking sentinels, from the one on that answered last. Thread-safe. */
final class Sentinels {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final List<InetSocketAddress> addresses;
    private final String master;
    private final Access access;
    private volatile int first;

    Sentinels(RedisServers servers) {
        this.addresses = servers.addresses();
        this.master = String.valueOf(servers.master());
        this.access = Access.toSentinels(servers);
    }

    /** Connects to the master; throws JedisException if no sentinel names one that is there. */
    RedisConnection openMaster(Access to, Duration silence) {
        JedisException why = new JedisConnectionException("no sentinel was asked");
        Set<InetSocketAddress> tried = new HashSet<>();
        int begin = first;
        for (int i = 0; i < addresses.size(); i++) {
            int index = (begin + i) % addresses.size();
            try {
                InetSocketAddress named = ask(addresses.get(index));
                if (tried.add(named)) {
                    RedisConnection made = openMaster(named, to, silence);
                    first = index;
                    return made;
                }
            } catch (JedisException failed) {
                why = failed;
            }
        }
        throw why;
    }

    private InetSocketAddress ask(InetSocketAddress sentinel) {
        RedisConnection connection = RedisConnection.open(sentinel, access, SILENCE);
        try {
            Object reply = connection.ask(Command.SENTINEL, bytes("GET-MASTER-ADDR-BY-NAME"), bytes(master));
            if (reply instanceof List<?> hostAndPort && hostAndPort.size() == 2) {
                return InetSocketAddress.createUnresolved(
                        text(hostAndPort.get(0)), Integer.parseInt(text(hostAndPort.get(1))));
            }
            throw new JedisConnectionException("The sentinel " + Dial.text(sentinel) + " knows no master " + master);
        } catch (IllegalArgumentException malformed) {
            throw new JedisConnectionException("The sentinel " + Dial.text(sentinel) + " told no address", malformed);
        } finally {
            connection.drop();
        }
    }

    /** Sentinels may name a server that is not the master yet, or not any more. */
    private static RedisConnection openMaster(InetSocketAddress named, Access to, Duration silence) {
        RedisConnection made = RedisConnection.open(named, to, silence);
        try {
            if (isMaster(made.ask(Command.ROLE))) {
                return made;
            }
        } catch (JedisException failed) {
            made.drop();
            throw failed;
        }
        made.drop();
        throw new JedisConnectionException("The server " + Dial.text(named) + " is not the master");
    }

    private static boolean isMaster(@Nullable Object role) {
        return role instanceof List<?> parts
                && !parts.isEmpty()
                && text(parts.get(0)).equals("master");
    }
}
