package dev.parley.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that takes something exclusive and keeps it until it is killed. Used by one thread. */
public final class LockHolder implements AutoCloseable {

    /** Takes what is exclusive. */
    public interface Taking {

        /** Takes it, and keeps it until the process ends. */
        void take(Path path);
    }

    private final Process process;
    private final String answer;

    private LockHolder(Process process, String answer) {
        this.process = process;
        this.answer = answer;
    }

    /**
     * Starts a process and waits until it has said what it got.
     *
     * @param main a class whose {@code main} calls {@link #hold} with its only argument
     * @param path what is to be taken
     * @return the process
     */
    public static LockHolder start(Class<?> main, Path path) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(main.getName(), path.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new LockHolder(process, String.valueOf(out.readLine()));
    }

    /** The other half, in the process: takes, says so or why not, and waits to be killed. */
    public static void hold(Taking taking, Path path, PrintStream out) throws IOException {
        try {
            taking.take(path);
            out.println("held");
        } catch (StoreException e) {
            out.println(e.category() + " " + e.getMessage());
        }
        out.flush();
        while (System.in.read() >= 0) {
            // Nothing is written: until the end of the process.
        }
    }

    /** What the process got: {@code held}, or the category of the failure and its message. */
    public String answer() {
        return answer;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Kills the process as {@code kill -9} does, and waits for its end. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Holds a {@link ProcessLock}. */
    static final class OfProcessLock {

        private OfProcessLock() {}

        public static void main(String[] arguments) throws IOException {
            hold(file -> ProcessLock.acquire(file, "the folder"), Path.of(arguments[0]), System.out);
        }
    }
}
