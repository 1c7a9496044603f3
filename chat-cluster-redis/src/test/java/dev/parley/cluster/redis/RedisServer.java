package dev.parley.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.cluster.redis.server.RedisServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis of its own, as a process on a free port. */
final class RedisServer implements AutoCloseable {

    private static final String SENTINEL = "--sentinel";
    private static final int ATTEMPTS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int port;
    /** Used if it has a certificate. */
    private final int tlsPort;
    /** Used if it is of a Redis Cluster. */
    private final int busPort;

    private final List<String> options;
    private Process process;

    private RedisServer(List<String> options) throws IOException {
        this.port = freePort();
        this.tlsPort = freePort();
        this.busPort = freePort();
        this.options = options;
        clear();
        this.process = launch();
    }

    /** Starts one. Without redis-server the test is skipped, with its reason; in CI it fails. */
    static RedisServer start(String... options) throws Exception {
        String missing = "redis-server is needed";
        boolean present = isInstalled();
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(present, missing);
        }
        assumeTrue(present, missing);
        return start(List.of(options));
    }

    /** A sentinel, which keeps what it learns in its file. */
    static RedisServer startSentinel(Path file, String... options) throws Exception {
        List<String> all =
                new ArrayList<>(List.of(SENTINEL, file.toAbsolutePath().toString()));
        all.addAll(List.of(options));
        return start(all);
    }

    private static RedisServer start(List<String> options) throws Exception {
        for (int attempt = 1; ; attempt++) {
            RedisServer server = new RedisServer(options);
            if (server.awaitReady()) {
                return server;
            }
            // Something else took the port meanwhile.
            server.close();
            assertTrue(attempt < ATTEMPTS, "redis-server does not start");
        }
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("redis-server", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** None that the system gives to a connection meanwhile: a server that was killed needs its port again. */
    static int freePort() throws IOException {
        IOException why = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                why = taken;
            }
        }
        throw new IOException("no free port", why);
    }

    private Path folder() {
        return Path.of("target/redis/" + port).toAbsolutePath();
    }

    private Process launch() throws IOException {
        Path folder = folder();
        List<String> command = new ArrayList<>(List.of("redis-server"));
        if (options.contains(SENTINEL)) {
            command.addAll(List.of(options.get(1), SENTINEL));
            command.addAll(options.subList(2, options.size()));
        } else {
            command.addAll(List.of("--save", ""));
            command.addAll(options);
        }
        if (options.contains("--cluster-enabled")) {
            command.addAll(List.of("--cluster-port", String.valueOf(busPort)));
        }
        if (options.contains("--tls-cert-file")) {
            command.addAll(List.of("--tls-port", String.valueOf(tlsPort)));
        }
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    /** False if it has ended. */
    private boolean awaitReady() {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || isReady());
        return process.isAlive();
    }

    private boolean isReady() {
        try (Jedis jedis = jedis()) {
            return "PONG".equals(jedis.ping());
        } catch (JedisException notYet) {
            // A password is asked for only by a server that is ready.
            return String.valueOf(notYet.getMessage()).startsWith("NOAUTH");
        }
    }

    /** As the default user; the password is that of its options. */
    Jedis jedis() {
        int password = options.indexOf("--requirepass") + 1;
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .timeoutMillis((int) LIMIT.toMillis())
                        .autoNegotiateProtocol(false)
                        .password(password == 0 ? null : options.get(password))
                        .build());
    }

    RedisConnection connect() {
        return new Connector(RedisServers.at(url()).build(), "test").open("", Duration.ofSeconds(20), Connector.ANY);
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    int busPort() {
        return busPort;
    }

    /** The lines of CLIENT LIST of connections to the plain port, but for this one; none if it was killed. */
    List<String> plainConnections() {
        if (!process.isAlive()) {
            return List.of();
        }
        try (Jedis jedis = jedis()) {
            return jedis.clientList()
                    .lines()
                    .filter(line -> line.contains("laddr=127.0.0.1:" + port + ' ') && !line.contains("cmd=client"))
                    .toList();
        }
    }

    /** Where others of its kind find it. */
    int peerPort() {
        return options.contains("--tls-cert-file") ? tlsPort : port;
    }

    /** Ends it at once, as a power failure would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
        assertTrue(awaitReady(), "redis-server does not start again");
    }

    /** Starts it again if it was killed. */
    void ensureRunning() throws IOException {
        if (!process.isAlive()) {
            restart();
        }
    }

    /** Starts it again without what it had. */
    void restartEmpty() throws IOException {
        clear();
        restart();
    }

    /** Another one may have had the port before. */
    private void clear() throws IOException {
        Files.createDirectories(folder());
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder()))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** Stops it without closing its connections, or lets it go on. */
    void signal(String signal) throws Exception {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertTrue(code == 0, "kill -" + signal);
    }

    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
