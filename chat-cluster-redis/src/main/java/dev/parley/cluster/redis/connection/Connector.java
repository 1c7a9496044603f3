package dev.parley.cluster.redis.connection;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;

import dev.parley.cluster.redis.server.RedisServers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes the connections of one bus. Thread-safe; what is known of a cluster changes under {@code this}. */
public final class Connector {

    /** The one server that there is, or the master; in a cluster it means that the server of a key is not known. */
    public static final String ANY = "";

    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final RedisServers servers;
    private final String name;
    private final @Nullable Sentinels sentinels;
    private volatile @Nullable Slots slots;
    /** The server that told them. */
    private @Nullable InetSocketAddress told;

    /** {@code name} and what a connection is for are shown by CLIENT LIST. */
    public Connector(RedisServers servers, String name) {
        this.servers = servers;
        this.name = name;
        this.sentinels = servers.kind() == RedisServers.Kind.SENTINEL ? new Sentinels(servers) : null;
    }

    public boolean isCluster() {
        return servers.kind() == RedisServers.Kind.CLUSTER;
    }

    /** Which server has a key, as far as it is known. */
    public String server(String key) {
        Slots known = slots;
        String owner = known == null ? null : known.owner(key);
        return owner == null ? ANY : owner;
    }

    /**
     * Connects.
     *
     * @param part what it is for
     * @param silence how long Redis may say nothing while something is read; zero for ever
     * @param server as {@link #server} said
     * @throws JedisException if Redis is not there, refuses, or is not ready yet
     */
    public RedisConnection open(String part, Duration silence, String server) {
        Access access = Access.toServers(servers, name + '-' + part);
        if (sentinels != null) {
            return sentinels.openMaster(access, silence);
        }
        return RedisConnection.open(
                isCluster() ? address(server) : servers.addresses().get(0), access, silence);
    }

    /** Connects to the server that has a key now. */
    public RedisConnection openFor(String part, Duration silence, String key) {
        refresh();
        return open(part, silence, server(key));
    }

    /**
     * Connects to the server that the answer ASK names, which takes commands about a key whose slot is on the way to it.
     *
     * @param answer {@code ASK slot host:port}
     */
    public RedisConnection openAsked(String part, Duration silence, String answer) {
        String address = answer.substring(answer.lastIndexOf(' ') + 1);
        int port = address.lastIndexOf(':');
        try {
            // A server that does not know its own address leaves it out.
            String host = port > 0
                    ? address.substring(0, port)
                    : servers.addresses().get(0).getHostString();
            InetSocketAddress where =
                    InetSocketAddress.createUnresolved(host, Integer.parseInt(address.substring(port + 1)));
            RedisConnection made = RedisConnection.open(where, Access.toServers(servers, name + '-' + part), silence);
            made.asking();
            return made;
        } catch (IllegalArgumentException malformed) {
            throw new JedisConnectionException("A server of the cluster told no address", malformed);
        }
    }

    private InetSocketAddress address(String server) {
        Slots known = slots;
        if (known != null) {
            for (InetSocketAddress each : known.servers()) {
                if (Dial.text(each).equals(server)) {
                    return each;
                }
            }
        }
        throw new JedisConnectionException(
                server.equals(ANY) ? "No server of the cluster has the slot" : server + " has left the cluster");
    }

    /** Asks one server of a cluster who has which keys; true if that has changed. Throws JedisException if no server answers. */
    public synchronized boolean refresh() {
        if (!isCluster()) {
            return false;
        }
        JedisException why = new JedisConnectionException("no server was asked");
        for (InetSocketAddress each : candidates()) {
            try {
                Slots now = ask(each);
                boolean changed = !now.equals(slots);
                slots = now;
                told = each;
                return changed;
            } catch (JedisException failed) {
                why = failed;
            }
        }
        throw why;
    }

    private List<InetSocketAddress> candidates() {
        Set<InetSocketAddress> all = new LinkedHashSet<>();
        Slots known = slots;
        if (told != null) {
            all.add(told);
        }
        if (known != null) {
            all.addAll(known.servers());
        }
        all.addAll(servers.addresses());
        return new ArrayList<>(all);
    }

    private Slots ask(InetSocketAddress server) {
        RedisConnection connection = RedisConnection.open(server, Access.toServers(servers, name + "-slots"), SILENCE);
        try {
            Slots found = Slots.of(connection.ask(Command.CLUSTER, bytes("SLOTS")), server);
            if (found.servers().isEmpty()) {
                throw new JedisConnectionException("The server " + Dial.text(server) + " is in no cluster");
            }
            return found;
        } catch (IllegalArgumentException malformed) {
            throw new JedisConnectionException("The server " + Dial.text(server) + " told no slots", malformed);
        } finally {
            connection.drop();
        }
    }
}
