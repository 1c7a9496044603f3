package dev.parley.socketio;

import dev.parley.transport.Completion;
import dev.parley.transport.ReadBatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one socket: they run one at a time, in order, on the handler executor. Guarded by {@code this}; tasks run
 * without the lock. A task may suspend the mailbox until it says how to go on; one that throws harms no other.
 */
final class Mailbox implements Executor, Runnable, ReadBatch.Start {

    /** After so many tasks a mailbox lets others have the thread. */
    private static final int TURN = 64;

    /** Tasks beyond the bound of events that the server itself and the application may add, as a multiple of the bound. */
    private static final int SLACK = 16;

    private final Executor executor;
    private final Backlog backlog;
    private final int capacity;
    private final Consumer<Throwable> failures;

    private @Nullable Task head;
    private @Nullable Task tail;
    private int size;
    /** Whether {@link #run} is running or about to. */
    private boolean active;

    private boolean suspended;
    /** Whether only {@link #resume} ends the suspension. */
    private boolean paused;
    /** The connection's reader, which waits until there is room again. */
    private @Nullable Completion waiting;

    /** {@code failures} is told what a task threw, in the mailbox. */
    Mailbox(Executor executor, Backlog backlog, int capacity, Consumer<Throwable> failures) {
        this.executor = executor;
        this.backlog = backlog;
        this.capacity = capacity;
        this.failures = failures;
    }

    /** A task, and its place in the queue: added to one mailbox once. */
    abstract static class Task {

        private @Nullable Task next;

        abstract void run();
    }

    private static final class Plain extends Task {

        private final Runnable action;

        Plain(Runnable action) {
            this.action = action;
        }

        @Override
        void run() {
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

    /** Adds a task that must run, whatever the bound: there is a fixed number of such tasks for each socket. */
    void add(Task task) {
        boolean start;
        synchronized (this) {
            start = append(task);
        }
        start(start);
    }

    void add(Runnable task) {
        add(new Plain(task));
    }

    /** Adds a task unless there are far too many. */
    boolean offer(Task task) {
        boolean start;
        synchronized (this) {
            if (size >= (long) capacity * SLACK) {
                return false;
            }
            start = append(task);
        }
        start(start);
        return true;
    }

    /** Adds what the peer sent; {@code handled} is told when there is room for more. */
    void receive(Task task, Completion handled) {
        boolean start;
        boolean room;
        synchronized (this) {
            start = append(task);
            room = size <= capacity;
            if (!room) {
                waiting = handled;
            }
        }
        start(start);
        if (room) {
            handled.succeed();
        }
    }

    synchronized int size() {
        return size;
    }

    /** Called by a running task: no other task runs until {@link #resume}. */
    synchronized void suspend() {
        suspended = true;
    }

    /** The same, for somebody who calls {@link #resume} in any case: {@link #release} does not end it. */
    synchronized void pause() {
        suspended = true;
        paused = true;
    }

    /** Ends a suspension with a task that runs before all that wait. */
    void resume(Runnable task) {
        boolean start;
        synchronized (this) {
            suspended = false;
            paused = false;
            Task first = new Plain(task);
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

    /** Ends a suspension whose task may never say how to go on. */
    void release() {
        boolean start;
        synchronized (this) {
            if (paused) {
                return;
            }
            start = suspended && !active && head != null;
            suspended = false;
            active |= start;
        }
        start(start);
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
        backlog.enter();
        try {
            executor.execute(this);
        } catch (RejectedExecutionException closed) {
            backlog.leave();
            drop();
        }
    }

    /** The executor is shut down: nothing will run any more. */
    private void drop() {
        Completion reader;
        synchronized (this) {
            head = null;
            tail = null;
            size = 0;
            reader = waiting;
            waiting = null;
        }
        if (reader != null) {
            reader.succeed();
        }
    }

    /**
     * Runs the tasks that wait now; called by the executor only. What comes meanwhile goes behind the mailboxes of others: a
     * client that is answered at once and sends again would otherwise keep the thread.
     */
    @Override
    public void run() {
        backlog.leave();
        for (int i = Math.min(size(), TURN); i > 0; i--) {
            Task task = take();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable failure) {
                failures.accept(failure);
            }
        }
        rest();
    }

    private void rest() {
        boolean more;
        synchronized (this) {
            more = head != null && !suspended;
            active = more;
        }
        start(more);
    }

    private @Nullable Task take() {
        Completion reader = null;
        Task task;
        synchronized (this) {
            task = suspended ? null : head;
            if (task == null) {
                active = false;
                return null;
            }
            head = task.next;
            task.next = null;
            if (head == null) {
                tail = null;
            }
            size--;
            if (waiting != null && size <= capacity / 2) {
                reader = waiting;
                waiting = null;
            }
        }
        if (reader != null) {
            reader.succeed();
        }
        return task;
    }
}
