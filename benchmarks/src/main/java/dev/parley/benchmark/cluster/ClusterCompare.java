package dev.parley.benchmark.cluster;

import dev.parley.benchmark.Arguments;
import dev.parley.benchmark.load.Latency;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What does a message to other servers cost its sender and each receiver, beside Node? Two servers of Parley and two of Node are one
 * cluster, each in a process of its own. By turns one of each kind sends, and the CPU of all is read: both kinds receive the same
 * messages in the same seconds. No server has a client that a message is for, unless the receivers are given members.
 */
public final class ClusterCompare {

    private static final Path NODE = Path.of("benchmarks/peers/node-cluster");

    /** A server in a process of its own. */
    private record Member(String kind, Process process, BufferedReader answers, PrintStream commands) {

        static Member start(String kind, List<String> command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Member(
                    kind,
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
        }

        String ask(String command) throws IOException {
            commands.println(command);
            return Objects.requireNonNull(answers.readLine(), kind + " has ended");
        }

        long cpu() throws IOException {
            return Long.parseLong(ask("cpu"));
        }
    }

    /** The microseconds of CPU for each message in one turn: of the sender, and of the receivers of each kind. */
    private record Turn(String sender, double sending, double parley, double node) {}

    /** The senders of each kind, and behind them the receivers. */
    private final List<Member> members = new ArrayList<>();
    /** The clients of the receivers, if they have any. */
    private final List<Audience> audiences = new ArrayList<>();
    /** How many messages a second, and of how many bytes. */
    private final int rate;

    private final int bytes;

    private ClusterCompare(int rate, int bytes) {
        this.rate = rate;
        this.bytes = bytes;
    }

    /**
     * Runs the comparison.
     *
     * @param args {@code --port} of a redis-server on this machine (6379), {@code --rate} (5,000 a second), {@code --bytes} (300),
     *     {@code --warm-up} (25 seconds of sending for each sender), {@code --seconds} (20, of each turn), {@code --rounds} (3), {@code
     *     --members} of the room at each receiver (0)
     */
    public static void main(String[] args) throws Exception {
        Arguments given =
                new Arguments(args, Set.of("port", "rate", "bytes", "warm-up", "seconds", "rounds", "members"));
        ClusterCompare compare = new ClusterCompare(given.number("rate", 5_000), given.number("bytes", 300));
        compare.start(given.text("port", "6379"), given.number("members", 0));
        for (Member sender : compare.members.subList(0, 2)) {
            compare.send(sender, given.number("warm-up", 25));
        }
        compare.audiences.forEach(Audience::latency);
        List<Turn> turns = new ArrayList<>();
        for (int round = 0; round < given.number("rounds", 3); round++) {
            for (Member sender : compare.members.subList(0, 2)) {
                turns.add(compare.turn(sender, given.number("seconds", 20)));
            }
        }
        report(turns);
        compare.members.forEach(member -> member.process.destroy());
    }

    private void start(String port, int clients) throws Exception {
        String stream = "benchmark-" + UUID.randomUUID();
        install();
        for (String kind : List.of("parley", "node", "parley", "node")) {
            boolean listens = members.size() >= 2 && clients > 0;
            List<String> command = new ArrayList<>(kind.equals("node") ? node(port, stream) : java(port, stream));
            if (listens) {
                command.add("listen");
            }
            members.add(Member.start(kind, command));
        }
        for (Member member : members) {
            member.ask("ready");
        }
        if (clients > 0) {
            for (Member receiver : members.subList(2, 4)) {
                audiences.add(new Audience(Integer.parseInt(receiver.ask("port")), clients));
            }
        }
    }

    /** Returns how many messages were sent, once their clients have them. */
    private int send(Member sender, int seconds) throws Exception {
        List<Audience.Reading> readings = audiences.stream()
                .map(audience -> audience.read(rate * seconds, Duration.ofSeconds(seconds)))
                .toList();
        String command = audiences.isEmpty() ? "send" : "deliver";
        int sent = Integer.parseInt(sender.ask(command + ' ' + rate + ' ' + seconds + ' ' + bytes));
        for (Audience.Reading reading : readings) {
            reading.end();
        }
        return sent;
    }

    private static void install() throws IOException, InterruptedException {
        if (!Files.isDirectory(NODE.resolve("node_modules"))) {
            Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                    .directory(NODE.toFile())
                    .inheritIO()
                    .start();
            if (npm.waitFor() != 0) {
                throw new IOException("npm ci failed in " + NODE);
            }
        }
    }

    private static List<String> node(String port, String stream) {
        return List.of("node", NODE.resolve("member.js").toString(), port, stream);
    }

    private static List<String> java(String port, String stream) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterMember.class.getName(),
                port,
                stream);
    }

    private Turn turn(Member sender, int seconds) throws Exception {
        long[] before = cpu();
        int sent = send(sender, seconds);
        // What is under way belongs to this turn.
        Thread.sleep(500);
        long[] after = cpu();
        double[] each = IntStream.range(0, members.size())
                .mapToDouble(i -> (double) (after[i] - before[i]) / sent)
                .toArray();
        Turn turn = new Turn(sender.kind, each[members.indexOf(sender)], each[2], each[3]);
        System.out.printf(
                Locale.ROOT,
                "%-6s sends %d: %.1f µs a message; receivers: parley %.1f, node %.1f%n",
                turn.sender,
                sent,
                turn.sending,
                turn.parley,
                turn.node);
        for (int i = 0; i < audiences.size(); i++) {
            Latency latency = audiences.get(i).latency();
            System.out.printf(
                    Locale.ROOT,
                    "  at clients of %s after %.2f ms (p50), %.2f ms (p99)%n",
                    members.get(i + 2).kind,
                    latency.p50(),
                    latency.p99());
        }
        return turn;
    }

    private long[] cpu() throws IOException {
        long[] cpu = new long[members.size()];
        for (int i = 0; i < cpu.length; i++) {
            cpu[i] = members.get(i).cpu();
        }
        return cpu;
    }

    private static void report(List<Turn> turns) {
        double parley = median(turns.stream().mapToDouble(Turn::parley).toArray());
        double node = median(turns.stream().mapToDouble(Turn::node).toArray());
        print("receiver", parley, node, 0.5);
        print("sender", sending(turns, "parley"), sending(turns, "node"), 0.6);
    }

    private static double sending(List<Turn> turns, String kind) {
        return median(turns.stream()
                .filter(turn -> turn.sender.equals(kind))
                .mapToDouble(Turn::sending)
                .toArray());
    }

    private static void print(String part, double parley, double node, double goal) {
        System.out.printf(
                Locale.ROOT,
                "%s, µs of CPU a message (medians): parley %.1f, node %.1f, ratio %.2f (goal: at most %.1f)%n",
                part,
                parley,
                node,
                parley / node,
                goal);
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
