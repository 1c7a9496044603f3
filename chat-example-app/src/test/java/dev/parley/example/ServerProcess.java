package dev.parley.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application as a process of its own, so that a test can end it as an operating system would. */
public final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Parley is at http://localhost:(\\d+)");

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts and waits until it listens. */
    public static ServerProcess start(int port, Path data, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--port=" + port, "--host=127.0.0.1", "--data=" + data));
        all.addAll(List.of(arguments));
        try {
            Process process = run(all);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    drain(lines);
                    return new ServerProcess(process, Integer.parseInt(ready.group(1)));
                }
            }
            throw new IllegalStateException("the server did not start:\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Process run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Reads on, so that the process is never held up by what it says. */
    private static void drain(BufferedReader lines) {
        Thread reader = new Thread(
                () -> {
                    try (lines) {
                        while (lines.readLine() != null) {}
                    } catch (IOException e) {
                        // The process is gone.
                    }
                },
                "server output");
        reader.setDaemon(true);
        reader.start();
    }

    public int port() {
        return port;
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** As {@code kill}; gives the exit status. */
    int terminate() {
        process.destroy();
        return await();
    }

    private int await() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
