package dev.parley.cluster.redis;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has a server carry out its own entries when they are read back. If none was written, or nothing read, for a while, they are carried
 * out at once, until the stream works again. Guarded by {@code this}; what is due runs outside the lock, serially, on the thread of the
 * reader or of the clock.
 */
final class OwnTurns {

    /** Bounds of what waits. */
    record Bounds(int count, long bytes, Duration patience) {}

    /** When so much is due, the reader waits: Redis keeps what is not read. */
    static final int MAX_DUE = 1_000;

    /** One own entry. Guarded by its {@link OwnTurns}. */
    static final class Turn {

        private final long number;
        /** Otherwise it has the number of the one before it. */
        private final boolean sent;

        private final int bytes;
        private final long addedAt;
        private final Consumer<@Nullable String> here;
        /** Null until Redis has it. */
        private @Nullable String id;

        private boolean failed;
        /** Whether it was carried out although Redis may not have it. */
        private boolean ahead;

        private Turn(long number, boolean sent, int bytes, long addedAt, Consumer<@Nullable String> here) {
            this.number = number;
            this.sent = sent;
            this.bytes = bytes;
            this.addedAt = addedAt;
            this.here = here;
        }
    }

    private final Bounds bounds;
    private final Scheduler clock;
    /** Counts those that were carried out before they were read. */
    private final LongAdder early;

    private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();
    /** Those that did not wait until they were read, and are still to be read; the last ones, if they are many. */
    private final ArrayDeque<Turn> unread = new ArrayDeque<>();

    /** Who carries out what is due; null while nobody has begun. */
    private @Nullable Thread runner;

    private volatile boolean used;
    private long waitingBytes;
    private boolean running;
    private boolean checking;
    private boolean stalled;
    private volatile boolean closed;
    /** How many have no reply yet. */
    private int unwritten;
    /** How many were carried out although Redis may not have them. */
    private int ahead;

    private long writtenAt;
    private long readAt;
    private String position = StreamIds.ZERO;

    OwnTurns(Bounds bounds, Scheduler clock, LongAdder early) {
        this.bounds = bounds;
        this.clock = clock;
        this.early = early;
    }

    /** An entry; called in the order of the numbers. */
    Turn add(long number, boolean sent, int bytes, Consumer<@Nullable String> here) {
        used = true;
        Turn turn;
        synchronized (this) {
            long now = clock.nanoTime();
            turn = new Turn(number, sent, bytes, now, here);
            if (waiting.isEmpty()) {
                readAt = now;
            }
            if (unwritten++ == 0) {
                writtenAt = now;
            }
            waiting.add(turn);
            waitingBytes += bytes;
            if (waiting.size() > bounds.count() || waitingBytes > bounds.bytes()) {
                stalled = true;
            }
            if (stalled || closed) {
                takeAll();
            } else {
                check(bounds.patience().toNanos());
            }
        }
        if (closed) {
            runNow();
        } else {
            runLater();
        }
        return turn;
    }

    /** Redis has it. */
    void written(Turn turn, String id) {
        synchronized (this) {
            settled(turn);
            writtenAt = clock.nanoTime();
            turn.id = id;
            takePassed();
        }
        runLater();
    }

    private void settled(Turn turn) {
        unwritten--;
        if (turn.ahead) {
            turn.ahead = false;
            ahead--;
        }
    }

    /** Whether something was carried out that may be written to the stream only later. */
    synchronized boolean isAhead() {
        return ahead > 0;
    }

    /** It will not be read, or nobody knows. */
    void failed(Turn turn) {
        synchronized (this) {
            settled(turn);
            turn.failed = true;
            takePassed();
        }
        runLater();
    }

    /** An own entry was read. Those before it were lost on the way. */
    void readBack(long number, String id) {
        synchronized (this) {
            readAt = clock.nanoTime();
            boolean late = isLate(number);
            stalled = stalled && late;
            for (Turn first = waiting.peek(); first != null && first.number <= number; first = waiting.peek()) {
                take(first, first.sent && first.number == number ? id : null);
            }
        }
        runNow();
    }

    /**
     * Whether what is read was published long ago: whoever waited now would wait for all that is still to be read, and once more if that
     * stalls again.
     */
    private boolean isLate(long number) {
        Turn read = null;
        for (Turn first = unread.peek(); first != null && first.number <= number; first = unread.peek()) {
            read = first.number == number ? first : read;
            unread.remove();
        }
        return read == null
                ? !unread.isEmpty()
                : 2 * (readAt - read.addedAt) > bounds.patience().toNanos();
    }

    /** Something of another server was read; called by the reader, who waits if too much is due. */
    void other(Runnable task) {
        add(task, true);
    }

    /** Runs a task between the messages. */
    void between(Runnable task) {
        add(task, false);
    }

    private void add(Runnable task, boolean waits) {
        if (!used) {
            task.run();
            return;
        }
        synchronized (this) {
            if (waits) {
                awaitRoom();
            }
            due.add(task);
        }
        runNow();
    }

    /** Called under the lock. */
    private void awaitRoom() {
        try {
            while (due.size() >= MAX_DUE
                    && running
                    && !closed
                    && !Thread.currentThread().equals(runner)) {
                wait();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The stream was read up to an entry. */
    void passed(String last) {
        if (!used) {
            return;
        }
        synchronized (this) {
            readAt = clock.nanoTime();
            position = last;
            while (!unread.isEmpty() && hasPassed(unread.element())) {
                unread.remove();
            }
            stalled = stalled && (unwritten > 0 || !unread.isEmpty());
            takePassed();
        }
        runNow();
    }

    /** Takes those that cannot come any more: the reader is behind them. */
    private void takePassed() {
        for (Turn first = waiting.peek(); first != null; first = waiting.peek()) {
            if (!hasPassed(first)) {
                return;
            }
            take(first, null);
        }
    }

    private boolean hasPassed(Turn turn) {
        String id = turn.id;
        return turn.failed || (id != null && StreamIds.compare(id, position) <= 0);
    }

    private void takeAll() {
        for (Turn first = waiting.peek(); first != null; first = waiting.peek()) {
            take(first, null);
        }
    }

    private void take(Turn first, @Nullable String id) {
        waiting.remove();
        waitingBytes -= first.bytes;
        if (id == null) {
            early.increment();
            if (stalled && first.sent && !hasPassed(first)) {
                unread.add(first);
                if (unread.size() > bounds.count()) {
                    unread.remove();
                }
            }
            if (first.id == null && !first.failed) {
                first.ahead = true;
                ahead++;
            }
        }
        due.add(() -> first.here.accept(id));
    }

    private void check(long nanos) {
        if (!checking) {
            checking = true;
            clock.schedule(Duration.ofNanos(nanos), this::checkProgress);
        }
    }

    private void checkProgress() {
        synchronized (this) {
            checking = false;
            if (waiting.isEmpty()) {
                return;
            }
            long now = clock.nanoTime();
            long quiet = Math.max(now - readAt, unwritten > 0 ? now - writtenAt : 0);
            long left = bounds.patience().toNanos() - quiet;
            if (left > 0) {
                check(left);
            } else {
                stalled = true;
                takeAll();
            }
        }
        runNow();
    }

    /** What waits is carried out, as nothing more will be read. */
    void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
            takeAll();
        }
        runNow();
    }

    private void runLater() {
        if (begin()) {
            clock.schedule(Duration.ZERO, this::runAll);
        }
    }

    private void runNow() {
        if (begin()) {
            runAll();
        }
    }

    private synchronized boolean begin() {
        boolean first = !running && !due.isEmpty();
        running = running || first;
        return first;
    }

    private void runAll() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException | Error thrown) {
                // Those behind it are to be carried out too.
                UncaughtErrors.report("a message of the cluster", thrown);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = due.poll();
        running = task != null;
        runner = running ? Thread.currentThread() : null;
        if (due.size() < MAX_DUE) {
            notifyAll();
        }
        return task;
    }
}
