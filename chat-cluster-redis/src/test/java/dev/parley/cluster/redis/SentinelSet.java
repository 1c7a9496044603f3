package dev.parley.cluster.redis;

import dev.parley.cluster.redis.server.RedisServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** A master, its replica and three sentinels that make the replica the master when the master is gone, as processes. */
final class SentinelSet implements AutoCloseable {

    static final String SENTINEL_PASSWORD = "of-sentinels";

    private static final int SENTINELS = 3;
    private static final String PASSWORD = "of-the-data";
    private static final String USER_PASSWORD = "of-a-user";
    private static final List<String> RIGHTS = List.of("on", "~*", "&*", "+@all");

    private final @Nullable Certificates certificates;
    private final List<RedisServer> processes = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private SentinelSet(@Nullable Certificates certificates) {
        this.certificates = certificates;
    }

    /** Starts them, all with passwords; with certificates all connections between them are encrypted, and clients sign in as users. */
    static SentinelSet start(@Nullable Certificates certificates) throws Exception {
        SentinelSet set = new SentinelSet(certificates);
        try {
            set.start();
        } catch (Exception | AssertionError failed) {
            set.close();
            throw failed;
        }
        return set;
    }

    private void start() throws Exception {
        processes.add(RedisServer.start(options()));
        processes.add(RedisServer.start(options("--replicaof", "127.0.0.1", String.valueOf(master().peerPort()))));
        eventually(() -> {
            try (Jedis jedis = replica().jedis()) {
                return jedis.info("replication").contains("master_link_status:up");
            }
        });
        for (int i = 0; i < SENTINELS; i++) {
            RedisServer sentinel = sentinel();
            processes.add(sentinel);
            sentinels.add(sentinel);
        }
        for (RedisServer each : sentinels) {
            // Each knows the replica and the two others.
            eventually(() -> {
                try (Jedis jedis = each.jedis()) {
                    Map<String, String> known = jedis.sentinelMasters().get(0);
                    return "2".equals(known.get("num-other-sentinels")) && "1".equals(known.get("num-slaves"));
                }
            });
        }
    }

    private String[] options(String... more) {
        List<String> options = new ArrayList<>(
                List.of("--requirepass", PASSWORD, "--masterauth", PASSWORD, "--repl-diskless-sync-delay", "0"));
        options.addAll(encrypted());
        options.addAll(user());
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private List<String> encrypted() {
        if (certificates == null) {
            return List.of();
        }
        List<String> options = new ArrayList<>(certificates.options());
        options.addAll(List.of("--tls-replication", "yes"));
        return options;
    }

    private static List<String> user() {
        List<String> options = new ArrayList<>(List.of("--user", "parley"));
        options.addAll(RIGHTS);
        options.add('>' + USER_PASSWORD);
        return options;
    }

    private RedisServer sentinel() throws Exception {
        Path file = Files.createTempFile(Files.createDirectories(Path.of("target/redis")), "sentinel", ".conf")
                .toAbsolutePath();
        Files.writeString(
                file,
                "sentinel monitor mymaster 127.0.0.1 " + master().peerPort() + " 2\n"
                        + "sentinel auth-pass mymaster " + PASSWORD + "\n"
                        + "sentinel down-after-milliseconds mymaster 500\n"
                        + "sentinel failover-timeout mymaster 5000\n"
                        + "user watcher " + String.join(" ", RIGHTS) + " >" + USER_PASSWORD + "\n");
        List<String> options = new ArrayList<>(List.of("--requirepass", SENTINEL_PASSWORD));
        options.addAll(encrypted());
        return RedisServer.startSentinel(file, options.toArray(String[]::new));
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    RedisServer master() {
        return processes.get(0);
    }

    RedisServer replica() {
        return processes.get(1);
    }

    List<RedisServer> sentinels() {
        return sentinels;
    }

    String address(RedisServer of) {
        return "127.0.0.1:" + of.peerPort();
    }

    /** What a bus needs to know. */
    RedisServers.Builder servers() throws Exception {
        RedisServers.Builder servers = RedisServers.sentinels(
                "mymaster", sentinels.stream().map(this::address).toArray(String[]::new));
        if (certificates == null) {
            return servers.password(PASSWORD.toCharArray()).sentinelPassword(SENTINEL_PASSWORD.toCharArray());
        }
        return servers.tls(certificates.context())
                .user("parley")
                .password(USER_PASSWORD.toCharArray())
                .sentinelUser("watcher")
                .sentinelPassword(USER_PASSWORD.toCharArray());
    }

    /** Whoever is not encrypted. */
    List<String> plainConnections() {
        return processes.stream()
                .flatMap(each -> each.plainConnections().stream())
                .toList();
    }

    @Override
    public void close() {
        processes.forEach(RedisServer::close);
    }
}
