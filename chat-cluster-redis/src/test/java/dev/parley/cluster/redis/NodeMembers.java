package dev.parley.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process of Node with two servers in the cluster of a test. */
final class NodeMembers implements AutoCloseable {

    private static final Path SOURCE = Path.of("src/test/node");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final BufferedWriter commands;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private NodeMembers(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        answers.put(0, new CompletableFuture<>());
        Thread reading = new Thread(this::readAnswers, "node-members");
        reading.setDaemon(true);
        reading.start();
    }

    /** Installs and starts it. Without Node the test is skipped, with its reason; in CI it fails. */
    static NodeMembers start(String adapter, RedisServer redis, String stream) throws Exception {
        String missing = "Node 20 with npm is needed to run servers of Node";
        boolean present = runs("node", "--version") && runs("npm", "--version");
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(present, missing);
        }
        assumeTrue(present, missing);
        Path folder = Files.createDirectories(Path.of("target/node-members"));
        boolean changed = !Files.exists(folder.resolve("node_modules/.package-lock.json"));
        for (String file : List.of("package.json", "package-lock.json", "members.js")) {
            byte[] content = Files.readAllBytes(SOURCE.resolve(file));
            Path copy = folder.resolve(file);
            if (!Files.exists(copy) || !Arrays.equals(content, Files.readAllBytes(copy))) {
                Files.write(copy, content);
                changed |= file.endsWith(".json");
            }
        }
        if (changed) {
            install(folder);
        }
        Process process = new ProcessBuilder("node", "members.js", adapter, String.valueOf(redis.port()), stream)
                .directory(folder.toFile())
                .redirectError(folder.resolve("members.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        NodeMembers members = new NodeMembers(process);
        members.answer(0);
        return members;
    }

    private static void install(Path folder) throws Exception {
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(5, TimeUnit.MINUTES);
        npm.destroyForcibly();
        assertTrue(ended && npm.exitValue() == 0, () -> "npm ci failed, see " + log);
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode answer = JSON.readTree(line);
                CompletableFuture<JsonNode> waiting =
                        answers.get(answer.get("id").intValue());
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
        } catch (IOException ended) {
            // Whoever waits fails by its time.
        }
    }

    /** Begins an operation of one of the servers; members of the command are given by turns with their values. */
    int begin(int server, String operation, Object... members) throws IOException {
        int id = lastId.incrementAndGet();
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", id);
        command.put("server", server);
        command.put("op", operation);
        for (int i = 0; i < members.length; i += 2) {
            command.put((String) members[i], members[i + 1]);
        }
        answers.put(id, new CompletableFuture<>());
        synchronized (commands) {
            commands.write(JSON.writeValueAsString(command));
            commands.newLine();
            commands.flush();
        }
        return id;
    }

    /** What came of an operation. */
    JsonNode answer(int id) throws Exception {
        JsonNode answer = answers.getOrDefault(id, new CompletableFuture<>()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        answers.remove(id);
        assertTrue(!answer.has("failure"), answer::toString);
        return answer.path("value");
    }

    JsonNode run(int server, String operation, Object... members) throws Exception {
        return answer(begin(server, operation, members));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
