package dev.parley.benchmark;

import dev.parley.benchmark.load.HostileClients;
import dev.parley.benchmark.report.HostileReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The process of the hostile clients. Runs at a lower priority than the measuring processes. Not thread-safe. */
final class HostileProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> attacking;

    private HostileProcess(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.US_ASCII);
        attacking = CompletableFuture.runAsync(() -> readUntil("ATTACKING"), reader);
    }

    static HostileProcess start(int... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HostileClients.class.getName()));
        Arrays.stream(arguments).mapToObj(Integer::toString).forEach(command::add);
        return new HostileProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Whether the non-reading clients are connected and the attack has started. */
    boolean isAttacking() {
        return attacking.isDone();
    }

    /** Closes all its connections at once; returns the outcome of each kind. */
    CompletableFuture<List<HostileReport.Kind>> stop() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return attacking.thenApplyAsync(nothing -> readUntil("END"), reader);
    }

    private List<HostileReport.Kind> readUntil(String end) {
        List<HostileReport.Kind> kinds = new ArrayList<>();
        try {
            for (String line = out.readLine(); !end.equals(line); line = out.readLine()) {
                if (line == null) {
                    throw new IOException("the hostile clients ended");
                }
                if (line.startsWith("KIND ")) {
                    kinds.add(HostileReport.Kind.parse(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kinds;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        reader.shutdown();
    }
}
