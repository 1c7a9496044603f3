package dev.parley.testkit.store;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageStore;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The writing half of a crash test, for the {@code main} of a process that {@link CrashRounds} kills: several threads append
 * batches without end and print a line for each message that the store has acknowledged.
 */
public final class CrashWriter {

    /** How many rooms are written to, each by one thread. */
    public static final int ROOMS = 4;

    private static final int MAX_BATCH = 20;
    private static final Instant START = Instant.parse("2025-06-12T04:40:00Z");

    private CrashWriter() {}

    /**
     * Appends until the process dies.
     *
     * @param store the store under test
     * @param round makes the client message ids of this process unlike those of the ones before
     * @param out where the acknowledged messages are reported, a line each: room, number, client message id
     */
    public static void run(MessageStore store, int round, PrintStream out) {
        for (int room = 0; room < ROOMS; room++) {
            RoomName name = RoomName.of("crash-" + room);
            Random random = new Random(31L * round + room);
            Thread thread = new Thread(() -> append(store, name, round, random, out));
            thread.start();
        }
    }

    private static void append(MessageStore store, RoomName room, int round, Random random, PrintStream out) {
        for (int next = 0; ; ) {
            List<EntryDraft> batch = new ArrayList<>();
            for (int i = random.nextInt(MAX_BATCH); i >= 0; i--) {
                batch.add(draft(room, round + "-" + next++));
            }
            StringBuilder lines = new StringBuilder();
            for (AppendResult result : store.append(batch)) {
                lines.append(room.value())
                        .append(' ')
                        .append(result.entry().seq())
                        .append(' ')
                        .append(result.entry().clientMsgId())
                        .append('\n');
            }
            synchronized (out) {
                out.print(lines);
                out.flush();
            }
        }
    }

    private static EntryDraft draft(RoomName room, String id) {
        return EntryDraft.message(
                        room,
                        MessageId.of(room.value() + "-" + id),
                        Sender.of("writer", "Writer"),
                        START,
                        Content.of("message " + id))
                .withClientMsgId(id);
    }
}
