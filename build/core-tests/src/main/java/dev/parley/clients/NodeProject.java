package dev.parley.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Node project with the official clients, installed once below the {@code target} of the module that runs them. */
public final class NodeProject {

    private static final Path SOURCE = Path.of("../build/core-tests/src/main/node");

    private final Path folder;

    private NodeProject(Path folder) {
        this.folder = folder;
    }

    /** Installs the clients. Without Node the test is skipped, with its reason; in CI it fails. */
    public static NodeProject installed() throws Exception {
        requireNode("run the official clients");
        Path folder = Files.createDirectories(Path.of("target/node-clients"));
        boolean changed = false;
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                changed |= update(file, folder.resolve(file.getFileName()));
            }
        }
        NodeProject project = new NodeProject(folder);
        if (changed || !Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
            project.run("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline");
        }
        return project;
    }

    /** Without Node the test is skipped, with its reason; in CI it fails. */
    static void requireNode(String purpose) {
        String missing = "Node 20 with npm is needed to " + purpose;
        boolean present = runs("node", "--version") && runs("npm", "--version");
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(present, missing);
        }
        assumeTrue(present, missing);
    }

    private static boolean update(Path from, Path to) throws IOException {
        byte[] content = Files.readAllBytes(from);
        boolean clients = from.toString().endsWith(".json");
        boolean same = Files.exists(to) && java.util.Arrays.equals(content, Files.readAllBytes(to));
        if (!same) {
            Files.write(to, content);
        }
        return clients && !same;
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs a script of the project, with the file to write its report to as first argument, and gives the report back. */
    public String report(String script, String... arguments) throws Exception {
        Path report = folder.resolve(script + ".report.json").toAbsolutePath();
        Files.deleteIfExists(report);
        List<String> command = new ArrayList<>(List.of("node", script, report.toString()));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
        return Files.readString(report);
    }

    private void run(String... command) throws Exception {
        Path log = folder.resolve(command[0] + ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
    }
}
