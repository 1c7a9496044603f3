package dev.parley.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contestant's process: started, queried, measured from outside, stopped. Not thread-safe. */
final class ServerProcess implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    /** Linux's truncation of the names of a JVM's compiler threads. */
    private static final String COMPILER_THREAD = " CompilerThre";

    /** Index of user time in a thread's statistics, after its name; system time follows. */
    private static final int USER_FIELD = 11;

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final int port;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        out = process.inputReader(StandardCharsets.US_ASCII);
        in = process.outputWriter(StandardCharsets.US_ASCII);
        port = Integer.parseInt(answer("READY")[1]);
    }

    static ServerProcess start(Contestant contestant, int pingIntervalMillis, boolean compressing) throws IOException {
        return start(
                contestant.title(),
                contestant.command(pingIntervalMillis, compressing),
                ProcessBuilder.Redirect.INHERIT);
    }

    /** Starts a server that is not a contestant; {@code log} receives its log. */
    static ServerProcess start(String title, List<String> serverCommand, ProcessBuilder.Redirect log)
            throws IOException {
        List<String> command = new ArrayList<>(Machine.pinnedToServerCore());
        command.addAll(serverCommand);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
        Process process = builder.start();
        try {
            return new ServerProcess(process);
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(title + " did not start: " + e.getMessage(), e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** User and system time of all its threads, according to the operating system. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Time of its JIT compilers, part of {@link #cpu}; zero if unknown. Decreases when the JVM ends one of their threads. */
    Duration compilerCpu() {
        long ticks = 0;
        try (var tasks = Files.list(task())) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                String stat = Files.readString(task.resolve("stat"));
                if (stat.contains(COMPILER_THREAD)) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    ticks += Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[USER_FIELD + 1]);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(ticks * Machine.MILLIS_PER_TICK);
    }

    private Path task() {
        return Path.of("/proc", Long.toString(pid()), "task");
    }

    /** Its memory after a garbage collection. */
    Memory memory() throws IOException {
        String[] words = ask("memory", "MEMORY");
        return new Memory(Long.parseLong(words[1]), Long.parseLong(words[2]), residentBytes());
    }

    /** The server's answer to a command, split into words, the first being {@code word}. */
    String[] ask(String command, String word) throws IOException {
        in.write(command + "\n");
        in.flush();
        return answer(word);
    }

    /** Its exit value, -1 while it runs. */
    int exitValue() {
        return process.isAlive() ? -1 : process.exitValue();
    }

    /** The process's resident memory, 0 if unknown. */
    long residentBytes() {
        return status("VmRSS:") * 1_024;
    }

    long threads() {
        return status("Threads:");
    }

    /** Open file descriptors, 0 if unknown. */
    long descriptors() {
        try (var files = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return files.count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private long status(String field) {
        try (BufferedReader status = Files.newBufferedReader(Path.of("/proc", Long.toString(pid()), "status"))) {
            return status.lines()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private String[] answer(String word) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(word)) {
                return line.split(" ", -1);
            }
        }
        throw new IOException("it ended without saying " + word);
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } catch (IOException e) {
            // Its input is gone because it has ended, which is the purpose of closing.
            process.destroy();
        }
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Memory of a server.
     *
     * @param heap live heap in bytes
     * @param offHeap direct and native buffers in bytes
     * @param resident resident memory in bytes
     */
    record Memory(long heap, long offHeap, long resident) {}
}
