package dev.parley.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The killing half of a crash test: starts a process that writes with {@link CrashWriter}, kills it with SIGKILL at a random
 * moment under load, and checks that every acknowledged message is there once, under its number, without a hole.
 *
 * <p>{@code -Dparley.crash.rounds=300} makes a longer run, {@code -Dparley.crash.seed=…} repeats one.
 */
public final class CrashRounds {

    /** How many rounds are run unless said otherwise. */
    public static final int DEFAULT_ROUNDS = 30;

    /** How many messages are acknowledged at most before the process is killed, unless said otherwise. */
    public static final int DEFAULT_MESSAGES = 2_000;

    private final Class<?> child;
    private final List<String> arguments;
    private final Supplier<MessageStore> reopen;
    private int maxMessages = DEFAULT_MESSAGES;
    private int rounds = DEFAULT_ROUNDS;
    private final Map<String, Map<Long, String>> acknowledged = new HashMap<>();

    /**
     * Prepares rounds.
     *
     * @param child a class whose {@code main} opens the store by its arguments, the last of which is the round, and calls
     *     {@link CrashWriter#run}
     * @param arguments the other arguments
     * @param reopen opens the store in this process
     */
    public CrashRounds(Class<?> child, List<String> arguments, Supplier<MessageStore> reopen) {
        this.child = child;
        this.arguments = arguments;
        this.reopen = reopen;
    }

    /**
     * Kills earlier, for a database that is slow with many messages.
     *
     * @param messages how many are acknowledged at most in a round
     * @return this
     */
    public CrashRounds withMaxMessages(int messages) {
        maxMessages = messages;
        return this;
    }

    /**
     * Runs another number of rounds unless {@code parley.crash.rounds} says how many.
     *
     * @param count how many
     * @return this
     */
    public CrashRounds withRounds(int count) {
        rounds = count;
        return this;
    }

    /** Runs all rounds over the same database and checks after each. */
    public void run() {
        int wanted = Integer.getInteger("parley.crash.rounds", rounds);
        long seed = Long.getLong("parley.crash.seed", System.identityHashCode(this));
        System.out.println(child.getSimpleName() + ": " + wanted + " rounds, -Dparley.crash.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < wanted; round++) {
            int before = count();
            kill(round, 1 + random.nextInt(maxMessages));
            assertThat(count()).as("acknowledged in round %s", round).isGreaterThan(before);
            try (MessageStore store = reopen.get()) {
                check(store, round);
            }
        }
        System.out.println(child.getSimpleName() + ": " + count() + " acknowledged messages, all there");
    }

    private void kill(int round, int lines) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), child.getName()));
        command.addAll(arguments);
        command.add(Integer.toString(round));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                readThenKill(process, output, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads without a pause, so that a full pipe never holds up the writer, also what was said before the end was seen. */
    private void readThenKill(Process process, BufferedReader output, int lines) throws IOException {
        int seen = 0;
        String line = output.readLine();
        while (line != null) {
            String next = output.readLine();
            if (next != null) { // the very last line may be cut off in the middle
                remember(line);
            }
            line = next;
            if (++seen == lines) {
                process.toHandle().destroyForcibly(); // unlike Process.destroyForcibly this leaves the pipe readable
            }
        }
        process.onExit().join();
        assertThat(seen).as("the writer ended by itself").isGreaterThanOrEqualTo(lines);
    }

    private void remember(String line) {
        String[] parts = line.split(" ");
        acknowledged.computeIfAbsent(parts[0], room -> new HashMap<>()).put(Long.parseLong(parts[1]), parts[2]);
    }

    private int count() {
        return acknowledged.values().stream().mapToInt(Map::size).sum();
    }

    private void check(MessageStore store, int round) {
        acknowledged.forEach((room, messages) -> {
            RoomName name = RoomName.of(room);
            Head head = store.head(name);
            Map<Long, String> stored = new HashMap<>();
            Set<String> ids = new HashSet<>();
            long after = 0;
            List<Entry> page;
            do {
                page = store.entries(name, after, MessageQuery.MAX_LIMIT);
                for (Entry entry : page) {
                    assertThat(entry.seq())
                            .as("dense in %s, round %s", room, round)
                            .isEqualTo(++after);
                    stored.put(entry.seq(), String.valueOf(entry.clientMsgId()));
                    assertThat(ids.add(String.valueOf(entry.clientMsgId())))
                            .as("once in %s, round %s", room, round)
                            .isTrue();
                }
            } while (!page.isEmpty());
            // A database server may still end what it had received from the killed process.
            assertThat(after).isBetween(head.lastSeq(), store.head(name).lastSeq());
            messages.forEach((seq, id) -> assertThat(stored.get(seq))
                    .as("message %s of %s, acknowledged by round %s", seq, room, round)
                    .isEqualTo(id));
        });
    }
}
