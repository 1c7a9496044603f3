package dev.parley.store.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis of its own with an append-only file, as a process on a free port. */
final class RedisProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SENTINEL = "--sentinel";

    private final int port;
    private final Path folder;
    private final List<String> options;
    private Process process;

    private RedisProcess(Path folder, List<String> options) throws IOException {
        this.port = freePort();
        this.folder = folder;
        this.options = options;
        this.process = launch();
    }

    /** Starts one. Without redis-server the test is skipped, with its reason; in CI it fails. */
    static RedisProcess start(Path folder, String... options) {
        String missing = "redis-server is needed";
        boolean present = isInstalled();
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(present, missing);
        }
        assumeTrue(present, missing);
        try {
            for (int attempt = 1; ; attempt++) {
                RedisProcess server =
                        new RedisProcess(Files.createDirectories(folder).toAbsolutePath(), List.of(options));
                if (server.awaitReady()) {
                    return server;
                }
                assertTrue(attempt < 5, "redis-server does not start");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("redis-server", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** One that watches a master, and makes its replica the master if it is away for half a second. */
    static RedisProcess sentinelOf(String name, RedisProcess master, Path folder) throws IOException {
        Path file = Files.createDirectories(folder).toAbsolutePath().resolve("sentinel.conf");
        Files.writeString(
                file,
                "sentinel monitor " + name + " 127.0.0.1 " + master.port + " 1\nsentinel down-after-milliseconds "
                        + name + " 500\nsentinel failover-timeout " + name + " 5000\n");
        return start(folder, file.toString(), SENTINEL);
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(options);
        if (!options.contains(SENTINEL)) {
            command.addAll(List.of("--save", ""));
        }
        if (!options.contains(SENTINEL) && !options.contains("--appendonly")) {
            command.addAll(List.of("--appendonly", "yes"));
        }
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    private boolean awaitReady() {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !process.isAlive() || isReady());
        return process.isAlive();
    }

    private boolean isReady() {
        try (Jedis jedis = jedis()) {
            return "PONG".equals(jedis.ping());
        } catch (JedisException notYet) {
            return false;
        }
    }

    Jedis jedis() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .timeoutMillis((int) LIMIT.toMillis())
                        .autoNegotiateProtocol(false)
                        .build());
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Ends it at once. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertTrue(awaitReady(), "redis-server does not start again");
    }

    /** What it has on its disk now, in a folder beside its own. */
    Path copyOfData() {
        Path copy = folder.resolveSibling(folder.getFileName() + "-older");
        copy(folder, copy);
        return copy;
    }

    /** Starts it again with what it had then. */
    void restartWith(Path data) {
        clear();
        copy(data, folder);
        restart();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it again without what it had. */
    void restartEmpty() {
        clear();
        restart();
    }

    private void clear() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
