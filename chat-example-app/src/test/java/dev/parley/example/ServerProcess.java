package dev.parley.example;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The application as a process of its own, so that a test can end it as an operating system would. */
public final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Parley is at http:\\\\?/\\\\?/localhost:(\\d+)");

    private final Process process;
    private final int port;
    private final String startOutput;
    private final List<String> output;

    private ServerProcess(Process process, int port, String startOutput, List<String> output) {
        this.process = process;
        this.port = port;
        this.startOutput = startOutput;
        this.output = output;
    }

    /** Starts and waits until it listens. */
    public static ServerProcess start(int port, Path data, String... arguments) {
        return start(List.of(), System.getProperty("java.class.path"), port, data, arguments);
    }

    /**
     * Starts with few files that it may open, from jars in a folder: classes in folders could not be loaded when there are no more
     * files to be had.
     */
    static ServerProcess startWithOpenFiles(int most, Path jars, Path data) {
        List<String> shell = List.of("/bin/sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh");
        return start(shell, packed(jars), 0, data);
    }

    private static String packed(Path jars) {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                path = pack(path, jars.resolve(entries.size() + ".jar"));
            }
            entries.add(path.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path pack(Path folder, Path jar) {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerProcess start(
            List<String> before, String classPath, int port, Path data, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--port=" + port, "--host=127.0.0.1", "--data=" + data));
        all.addAll(List.of(arguments));
        try {
            Process process = run(before, classPath, all);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    List<String> output = new CopyOnWriteArrayList<>();
                    drain(lines, output);
                    return new ServerProcess(process, Integer.parseInt(ready.group(1)), said.toString(), output);
                }
            }
            throw new IllegalStateException("the server did not start:\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Process run(List<String> arguments) throws IOException {
        return run(List.of(), System.getProperty("java.class.path"), arguments);
    }

    private static Process run(List<String> before, String classPath, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= 22) {
            // what the manifest of the jar says
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add(Main.class.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Reads on, so that the process is never held up by what it says. */
    private static void drain(BufferedReader lines, List<String> output) {
        Thread reader = new Thread(
                () -> {
                    try (lines) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            output.add(line);
                        }
                    } catch (IOException e) {
                        // The process is gone.
                    }
                },
                "server output");
        reader.setDaemon(true);
        reader.start();
    }

    /** What it said until it listened. */
    String startOutput() {
        return startOutput;
    }

    /** What it said since it listens. */
    List<String> output() {
        return List.copyOf(output);
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
    public int terminate() {
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
