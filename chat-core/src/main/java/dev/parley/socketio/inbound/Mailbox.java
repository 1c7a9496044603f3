package dev.parley.socketio.inbound;

import dev.parley.runtime.MemoryAccount;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.callback.Callbacks;
import dev.parley.transport.Completion;
import dev.parley.transport.ReadBatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one socket, which run serially and in order on the handler executor. Guarded by {@code this}; tasks run
 * without the lock. A task may suspend the mailbox until it is resumed; one that throws affects no other.
 */
public final class Mailbox implements Executor, Runnable, ReadBatch.Start, Callbacks.Runner {

    /** Maximum number of consecutive tasks before the mailbox yields its thread. */
    private static final int TURN = 64;

    /** Limit on tasks of the server and the application, as a multiple of the bound of events. */
    private static final int SLACK = 16;

    private final Executor executor;
    private final Backlog backlog;
    private final Bounds bounds;
    private final MemoryAccount account;
    private final Consumer<Throwable> failures;

    private @Nullable Task head;
    private @Nullable Task tail;
    private int size;
    /** Bytes held by the queued tasks and the current one. */
    private long bytes;
    /** Bytes of the current task, which is running or suspended. */
    private long current;
    /** Whether {@link #run} is running or scheduled. */
    private boolean active;

    /** Written by the thread that set {@code active}, read by {@link #run}. */
    private long waitsSince;

    private boolean suspended;
    /** Whether only {@link #resume} ends the suspension. */
    private boolean paused;
    /** The connection's reader, blocked until there is room. */
    private @Nullable Completion waiting;

    /**
     * Creates a mailbox; {@code failures} receives exceptions of tasks, in the mailbox; {@code account} accounts for
     * the memory of its events.
     */
    public Mailbox(
            Executor executor, Backlog backlog, Bounds bounds, MemoryAccount account, Consumer<Throwable> failures) {
        this.account = account;
        this.executor = executor;
        this.backlog = backlog;
        this.bounds = bounds;
        this.failures = failures;
    }

    /**
     * How much may be queued before reading from the connection is paused.
     *
     * @param events the maximum number of events
     * @param bytes their maximum size, including the current one; much less while memory is tight
     */
    public record Bounds(int events, long bytes) {}

    private long bytesNow() {
        return account.memory().isTight() ? Math.min(bounds.bytes, MemoryBudget.FLOOR_BYTES) : bounds.bytes;
    }

    /** A task and its queue links; may be added to one mailbox once. */
    public abstract static class Task {

        private @Nullable Task next;
        /** Accounted bytes until it is done. */
        private long weight;

        public abstract void run();
    }

    private static final class Plain extends Task {

        private final Runnable action;

        Plain(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            action.run();
        }
    }

    /** Adds a task of the application. */
    @Override
    public void execute(Runnable task) {
        if (!offer(new Plain(task))) {
            throw new RejectedExecutionException("mailbox is full");
        }
    }

    /** Adds a task that must run, regardless of the bound: their number per socket is fixed. */
    public void add(Task task) {
        boolean start;
        synchronized (this) {
            start = append(task);
        }
        start(start);
    }

    public void add(Runnable task) {
        add(new Plain(task));
    }

    /** Adds a task unless there are far too many. */
    public boolean offer(Task task) {
        boolean start;
        synchronized (this) {
            if (size >= (long) bounds.events * SLACK) {
                return false;
            }
            start = append(task);
        }
        start(start);
        return true;
    }

    /**
     * Adds an event from the peer; {@code handled} completes once there is room for more.
     *
     * @param weight bytes to account for, released in the intake once the task is done
     * @return false if the peer has to wait
     */
    public boolean receive(Task task, long weight, Completion handled) {
        boolean start;
        boolean room;
        task.weight = weight;
        synchronized (this) {
            start = append(task);
            bytes += weight;
            room = size <= bounds.events && bytes <= bytesNow();
            if (!room) {
                waiting = handled;
            }
        }
        start(start);
        if (room) {
            handled.succeed();
        }
        return room;
    }

    public synchronized int size() {
        return size;
    }

    /** Called by a running task: no other task runs until {@link #resume}. */
    public synchronized void suspend() {
        suspended = true;
    }

    /** The same, for callers that always call {@link #resume}: {@link #release} does not end it. */
    public synchronized void pause() {
        suspended = true;
        paused = true;
    }

    /** Ends a suspension with a task that runs before all queued ones. */
    public void resume(Runnable task) {
        boolean start;
        synchronized (this) {
            suspended = false;
            paused = false;
            Task first = new Plain(task);
            first.weight = current;
            current = 0;
            first.next = head;
            head = first;
            if (tail == null) {
                tail = first;
            }
            size++;
            start = !active;
            active = true;
        }
        start(start);
    }

    /** Ends a suspension whose task may never resume. */
    public void release() {
        boolean start;
        long over = 0;
        synchronized (this) {
            if (paused) {
                return;
            }
            over = suspended && !active ? endCurrent() : 0;
            start = suspended && !active && head != null;
            suspended = false;
            active |= start;
        }
        account.release(over);
        start(start);
    }

    /** The current task is done; returns the bytes to release. */
    private long endCurrent() {
        long over = current;
        current = 0;
        bytes -= over;
        return over;
    }

    private boolean append(Task task) {
        if (tail == null) {
            head = task;
        } else {
            tail.next = task;
        }
        tail = task;
        size++;
        boolean start = !active && !suspended;
        active |= start;
        return start;
    }

    private void start(boolean needed) {
        if (needed) {
            ReadBatch.atEnd(this);
        }
    }

    @Override
    public void start() {
        waitsSince = backlog.enter();
        try {
            executor.execute(this);
        } catch (RejectedExecutionException closed) {
            backlog.leave(waitsSince);
            drop();
        }
    }

    /** The executor is shut down: no more tasks will run. */
    private void drop() {
        Completion reader;
        long over;
        synchronized (this) {
            head = null;
            tail = null;
            size = 0;
            over = bytes;
            bytes = 0;
            current = 0;
            reader = waiting;
            waiting = null;
        }
        account.release(over);
        if (reader != null) {
            reader.succeed();
        }
    }

    /**
     * Runs the currently queued tasks; called by the executor only. Later ones go behind other mailboxes: a client that
     * is answered immediately and sends again would otherwise keep the thread.
     */
    @Override
    public void run() {
        backlog.leave(waitsSince);
        EmitTick tick = EmitTick.ofThread();
        for (int i = Math.min(size(), TURN); i > 0; i--) {
            Task task = take();
            if (task == null) {
                return;
            }
            tick.next();
            try {
                task.run();
            } catch (Throwable failure) {
                failures.accept(failure);
            }
        }
        tick.next();
        rest();
    }

    private void rest() {
        boolean more;
        long over;
        Completion reader;
        synchronized (this) {
            over = suspended ? 0 : endCurrent();
            more = head != null && !suspended;
            active = more;
            reader = readerWithRoom();
        }
        release(over, reader);
        start(more);
    }

    private @Nullable Completion readerWithRoom() {
        Completion reader = null;
        if (waiting != null && size <= bounds.events / 2 && bytes <= bytesNow() / 2) {
            reader = waiting;
            waiting = null;
        }
        return reader;
    }

    private void release(long over, @Nullable Completion reader) {
        if (over > 0) {
            account.release(over);
        }
        if (reader != null) {
            reader.succeed();
        }
    }

    private @Nullable Task take() {
        Completion reader;
        Task task;
        long over;
        synchronized (this) {
            over = suspended ? 0 : endCurrent();
            task = suspended ? null : head;
            if (task == null) {
                active = false;
            } else {
                head = task.next;
                task.next = null;
                if (head == null) {
                    tail = null;
                }
                size--;
                current = task.weight;
            }
            reader = readerWithRoom();
        }
        release(over, reader);
        return task;
    }
}
