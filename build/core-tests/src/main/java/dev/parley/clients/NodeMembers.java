package dev.parley.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of Node with two servers in the cluster of a test. */
public final class NodeMembers implements AutoCloseable {

    private static final Path SOURCE = Path.of("../chat-cluster-redis/src/test/node");

    private final CommandProcess process;

    private NodeMembers(CommandProcess process) {
        this.process = process;
    }

    /**
     * Installs and starts it, over the Redis at a port or, if there are several ports, over a Redis Cluster. Without Node the test is skipped,
     * with its reason; in CI it fails.
     */
    public static NodeMembers start(String adapter, String ports, String stream, String... more) throws Exception {
        NodeProject.requireNode("run servers of Node");
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
        List<String> command = new ArrayList<>(List.of("node", "members.js", adapter, ports, stream));
        command.addAll(List.of(more));
        return new NodeMembers(CommandProcess.of(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("members.log").toFile())));
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

    /** Begins an operation of one of the servers; members of the command are given by turns with their values. */
    public int begin(int server, String operation, Object... members) throws IOException {
        return process.begin(server, operation, members);
    }

    /** What came of an operation. */
    public JsonNode answer(int id) throws Exception {
        return process.answer(id);
    }

    public JsonNode run(int server, String operation, Object... members) throws Exception {
        return process.run(server, operation, members);
    }

    @Override
    public void close() {
        process.close();
    }
}
