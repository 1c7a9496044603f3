package dev.parley.cluster.redis;

import dev.parley.cluster.redis.server.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.MigrateParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis Cluster of three masters, with a replica of the one that has a stream, as processes. */
final class ServerCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private static final String PASSWORD = "of-the-data";
    private static final String USER_PASSWORD = "of-a-user";

    private final @Nullable Certificates certificates;
    private final List<RedisServer> servers = new ArrayList<>();

    private ServerCluster(@Nullable Certificates certificates) {
        this.certificates = certificates;
    }

    /** Starts one that serves all slots; {@code key} is on the server that has a replica. */
    static ServerCluster start(String key) throws Exception {
        return start(key, null);
    }

    /** With certificates all its connections are encrypted, its servers have passwords, and clients sign in as a user. */
    static ServerCluster start(String key, @Nullable Certificates certificates) throws Exception {
        ServerCluster cluster = new ServerCluster(certificates);
        try {
            for (int i = 0; i <= MASTERS; i++) {
                cluster.startServer();
            }
            cluster.form(key);
        } catch (Exception | AssertionError failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    private void startServer() throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0"));
        if (certificates != null) {
            options.addAll(certificates.options());
            options.addAll(List.of("--tls-cluster", "yes", "--tls-replication", "yes"));
            options.addAll(List.of("--requirepass", PASSWORD, "--masterauth", PASSWORD));
            options.addAll(List.of("--user", "parley", "on", "~*", "&*", "+@all", '>' + USER_PASSWORD));
        }
        servers.add(RedisServer.start(options.toArray(String[]::new)));
    }

    private void form(String key) {
        for (int i = 0; i < servers.size(); i++) {
            try (Jedis jedis = servers.get(i).jedis()) {
                jedis.sendCommand(Command.CLUSTER, "SET-CONFIG-EPOCH", String.valueOf(i + 1));
                if (i < MASTERS) {
                    jedis.clusterAddSlotsRange(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS - 1);
                }
                for (int other = 0; other < i; other++) {
                    jedis.sendCommand(
                            Command.CLUSTER,
                            "MEET",
                            "127.0.0.1",
                            String.valueOf(servers.get(other).peerPort()),
                            String.valueOf(servers.get(other).busPort()));
                }
            }
        }
        for (RedisServer each : servers) {
            eventually(() -> {
                String info = ask(each, Jedis::clusterInfo);
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + servers.size());
            });
        }
        RedisServer replica = servers.get(MASTERS);
        String master = ask(owner(key), Jedis::clusterMyId);
        eventually(() -> {
            try (Jedis jedis = replica.jedis()) {
                return "OK".equals(jedis.clusterReplicate(master));
            } catch (JedisDataException unknownYet) {
                return false;
            }
        });
        eventually(() -> ask(replica, jedis -> jedis.info("replication")).contains("master_link_status:up"));
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    static <T> T ask(RedisServer server, Function<Jedis, T> question) {
        try (Jedis jedis = server.jedis()) {
            return question.apply(jedis);
        }
    }

    /** The number of the master that has a key when the cluster starts. */
    static int place(String key) {
        return JedisClusterCRC16.getSlot(key) * MASTERS / SLOTS;
    }

    /** Who has a key when the cluster starts. */
    RedisServer owner(String key) {
        return servers.get(place(key));
    }

    /** Another master. */
    RedisServer other(String key) {
        return servers.get((place(key) + 1) % MASTERS);
    }

    RedisServer replica() {
        return servers.get(MASTERS);
    }

    String ports() {
        return servers.stream().map(each -> String.valueOf(each.port())).collect(Collectors.joining(","));
    }

    RedisServers redis() {
        RedisServers.Builder redis = RedisServers.cluster(
                servers.stream().map(each -> "127.0.0.1:" + each.peerPort()).toArray(String[]::new));
        try {
            return certificates == null
                    ? redis.build()
                    : redis.tls(certificates.context())
                            .user("parley")
                            .password(USER_PASSWORD.toCharArray())
                            .build();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Whoever is not encrypted. */
    List<String> plainConnections() {
        return servers.stream()
                .flatMap(each -> each.plainConnections().stream())
                .toList();
    }

    List<RedisServer> masters() {
        return servers.subList(0, MASTERS);
    }

    /** The keys of a form on each of the masters. */
    List<Set<String>> keys(String form) {
        return masters().stream()
                .map(each -> ask(each, jedis -> jedis.keys(form)))
                .toList();
    }

    /** Moves the slot of a key, and the key, to another server. */
    void move(String key) {
        beginMove(key);
        moveKey(key);
        endMove(key);
    }

    /** Says that the slot of a key is to move: it is still where it was. */
    void beginMove(String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        String source = ask(owner(key), Jedis::clusterMyId);
        String target = ask(other(key), Jedis::clusterMyId);
        ask(other(key), jedis -> jedis.clusterSetSlotImporting(slot, source));
        ask(owner(key), jedis -> jedis.clusterSetSlotMigrating(slot, target));
    }

    /** Moves a key whose slot is to move. */
    void moveKey(String key) {
        MigrateParams params = certificates == null ? new MigrateParams() : new MigrateParams().auth(PASSWORD);
        ask(owner(key), jedis -> jedis.migrate("127.0.0.1", other(key).peerPort(), 10_000, params, key));
    }

    /** Says that the slot of a key has moved. */
    void endMove(String key) {
        int slot = JedisClusterCRC16.getSlot(key);
        String target = ask(other(key), Jedis::clusterMyId);
        for (RedisServer each : List.of(other(key), owner(key))) {
            ask(each, jedis -> jedis.clusterSetSlotNode(slot, target));
        }
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
