package dev.parley.cluster.redis;

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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis of its own, as a process on a free port. */
final class RedisServer implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = options;
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
        for (int attempt = 1; ; attempt++) {
            RedisServer server = new RedisServer(freePort(), List.of(options));
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

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path folder() {
        return Path.of("target/redis/" + port).toAbsolutePath();
    }

    private Process launch() throws IOException {
        Path folder = Files.createDirectories(folder());
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", String.valueOf(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
        command.addAll(options);
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

    Jedis jedis() {
        return new Jedis("127.0.0.1", port, (int) LIMIT.toMillis());
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Ends it at once, as a power failure would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
        assertTrue(awaitReady(), "redis-server does not start again");
    }

    /** Starts it again without what it had. */
    void restartEmpty() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder()))
                    .toList()) {
                Files.delete(file);
            }
        }
        restart();
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
