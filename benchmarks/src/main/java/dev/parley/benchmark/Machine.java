package dev.parley.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of the results: machine, runtimes, commit, and the assignment of cores. */
final class Machine {
    private static final String SERVER_CORE = "0";
    private static final String LOAD_CORE = "1";

    /** Index of stolen time among the times of all cores. */
    private static final int STOLEN_FIELD = 8;

    static final long MILLIS_PER_TICK = 10;

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final boolean PINS =
            CORES > 1 && !line(List.of("taskset", "--version")).isEmpty();

    private Machine() {}

    /** The command prefix that pins to the server's core; empty if the system has no taskset. */
    static List<String> pinnedToServerCore() {
        return PINS ? List.of("taskset", "-c", SERVER_CORE) : List.of();
    }

    /** Pins this process, including all threads, to the load generator's core. */
    static void pinSelf() {
        if (PINS) {
            line(List.of(
                    "taskset",
                    "-a",
                    "-c",
                    "-p",
                    LOAD_CORE,
                    Long.toString(ProcessHandle.current().pid())));
        }
    }

    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", CORES + " × " + processor());
        facts.put("pinning", PINS ? "server on core " + SERVER_CORE + ", load on core " + LOAD_CORE : "none");
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("jvm flags of servers", Contestant.jvmFlags().strip());
        facts.put("node", line(List.of("node", "--version")));
        String commit = line(List.of("git", "rev-parse", "--short=12", "HEAD"));
        boolean changed = !line(List.of("git", "status", "--porcelain", "--untracked-files=no"))
                .isEmpty();
        facts.put("commit", commit + (changed ? " with local changes" : ""));
        facts.put("load average at start", loadAverage());
        return facts;
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** CPU time stolen by the host since boot, all cores together; zero if unknown. */
    static Duration stolen() {
        try (BufferedReader stat = Files.newBufferedReader(Path.of("/proc/stat"))) {
            // The first line is the total of all cores: a name and a time for each kind of work.
            String[] fields = stat.readLine().split(" +", -1);
            return Duration.ofMillis(Long.parseLong(fields[STOLEN_FIELD]) * MILLIS_PER_TICK);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** The maximum number of file descriptors of a JVM here; unlimited if unknown. */
    static int descriptorLimit() {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split(" +", -1)[4])
                    .filter(limit -> !limit.equals("unlimited"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(Integer.MAX_VALUE);
        } catch (IOException e) {
            return Integer.MAX_VALUE;
        }
    }

    static String loadAverage() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** The first line of a command's output, empty if it cannot be run. */
    private static String line(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                while (out.readLine() != null) {
                    // Read to the end, so that the command does not block on a full pipe.
                }
                return line == null ? "" : line;
            }
        } catch (IOException e) {
            return "";
        }
    }
}
