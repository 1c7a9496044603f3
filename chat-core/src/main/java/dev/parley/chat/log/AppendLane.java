package dev.parley.chat.log;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageLog;
import dev.parley.store.StoreException;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the entries of a subset of the rooms, one store call at a time: entries queued during a call are batched into
 * the next one. Guarded by {@code this}; the store, the listener and the futures are called without it.
 *
 * <p>An append that exceeds the store's time limit is refused; if its entry was already in a call, it may still be
 * stored, and is then published when the call returns.
 */
final class AppendLane {

    private static final Logger LOG = LoggerFactory.getLogger(AppendLane.class);

    /** Maximum number of consecutive calls before the thread is released. */
    private static final int CALLS_PER_TURN = 16;

    private final Shared shared;
    private final Scheduler scheduler;
    private final AtomicLong pendingBytes;
    private final long maxPendingBytes;
    private final int maxBatchEntries;
    private final long maxBatchBytes;
    private final Duration timeout;

    private final Queue<Pending> waiting = new ArrayDeque<>();
    /** All appends without a result, oldest first; completed ones are removed once they reach the front. */
    private final Queue<Pending> outstanding = new ArrayDeque<>();

    private boolean running;
    private boolean stuck;
    private boolean timerSet;

    AppendLane(Shared shared, ChatLimits limits) {
        this.shared = shared;
        this.scheduler = shared.scheduler;
        this.pendingBytes = shared.pendingBytes;
        this.maxPendingBytes = limits.get(Limit.PENDING_BYTES);
        this.maxBatchEntries = limits.count(Limit.BATCH_ENTRIES);
        this.maxBatchBytes = limits.get(Limit.BATCH_BYTES);
        this.timeout = limits.time(Limit.STORE_TIMEOUT);
    }

    /**
     * What the lanes of one store share.
     *
     * @param log the store
     * @param executor runs the calls
     * @param scheduler the clock
     * @param listener notified of the results
     * @param answered called after each call that has returned normally
     * @param tracer starts the spans of the calls
     * @param pendingBytes the size of the drafts without a result
     * @param failures logs calls that failed
     */
    record Shared(
            MessageLog log,
            Executor executor,
            Scheduler scheduler,
            AppendListener listener,
            Runnable answered,
            ServerTracer tracer,
            AtomicLong pendingBytes,
            FailureLog failures) {}

    /** Appends a draft after all earlier ones; the future completes before the entry is published. */
    CompletableFuture<StoredEntry> append(EntryDraft draft) {
        Pending pending = new Pending(
                draft,
                draft.approximateBytes(),
                scheduler.nanoTime() + Scheduler.nanos(timeout),
                shared.tracer.current());
        boolean start;
        synchronized (this) {
            if (stuck) {
                throw new ChatException(ErrorCode.STORE_UNAVAILABLE, "the store does not answer");
            }
            if (pendingBytes.addAndGet(pending.bytes) > maxPendingBytes) {
                pendingBytes.addAndGet(-pending.bytes);
                throw ChatException.limit(ErrorCode.OVERLOADED, Limit.PENDING_BYTES, maxPendingBytes);
            }
            waiting.add(pending);
            outstanding.add(pending);
            start = !running;
            running = true;
        }
        setTimer();
        if (start) {
            submit();
        }
        return pending.result;
    }

    synchronized boolean isStuck() {
        return stuck;
    }

    /** The number of appends whose processing is not done. */
    synchronized int pending() {
        dropFinished();
        return outstanding.size();
    }

    /** Completes once everything appended so far has completed and been published. */
    CompletableFuture<Void> settled() {
        List<CompletableFuture<?>> open = new ArrayList<>();
        synchronized (this) {
            for (Pending pending : outstanding) {
                if (!pending.published.isDone()) {
                    open.add(pending.published);
                }
            }
        }
        return CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0]));
    }

    private void submit() {
        try {
            shared.executor.execute(this::turn);
        } catch (Throwable refused) {
            UncaughtErrors.reportError("the executor of the store", refused);
            shared.failures.warn("no thread to store messages", refused);
            failAll();
        }
    }

    private void failAll() {
        List<Pending> failed;
        synchronized (this) {
            failed = new ArrayList<>(waiting);
            waiting.clear();
            running = false;
        }
        failed.forEach(pending -> finish(pending, null, unavailable("the store is closed")));
    }

    private void turn() {
        try {
            for (int i = 0; i < CALLS_PER_TURN; i++) {
                List<Pending> batch = nextBatch();
                if (batch.isEmpty()) {
                    return;
                }
                store(batch);
            }
        } catch (Throwable fault) {
            // The lane must go on; what this lost times out and is refused.
            UncaughtErrors.report("the storing of entries", fault);
        }
        submit();
    }

    /** Takes the next batch; an empty one means that the lane has stopped running. */
    private synchronized List<Pending> nextBatch() {
        List<Pending> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < maxBatchEntries) {
            Pending next = waiting.peek();
            if (next == null || (!batch.isEmpty() && bytes + next.bytes > maxBatchBytes)) {
                break;
            }
            waiting.remove();
            if (!next.result.isDone()) {
                batch.add(next);
                bytes += next.bytes;
            } else {
                pendingBytes.addAndGet(-next.bytes);
                next.published.complete(null);
            }
        }
        if (batch.isEmpty()) {
            running = false;
            stuck = false;
        }
        return batch;
    }

    private void store(List<Pending> batch) {
        List<AppendResult> results;
        try {
            List<EntryDraft> drafts =
                    batch.stream().map(pending -> pending.draft).toList();
            results = batch.get(0).context.call(() -> shared.log.append(drafts));
            shared.answered.run();
            if (results.size() != batch.size()) {
                throw new IllegalStateException(results.size() + " results for " + batch.size() + " entries");
            }
        } catch (Throwable failure) {
            UncaughtErrors.reportError("an append to the store", failure);
            shared.failures.warn("entries could not be stored", failure);
            returned();
            batch.stream().map(pending -> pending.draft.room()).distinct().forEach(shared.listener::uncertain);
            batch.forEach(pending -> finish(pending, null, refusal(failure)));
            return;
        }
        returned();
        for (int i = 0; i < results.size(); i++) {
            finish(batch.get(i), new StoredEntry(results.get(i)), null);
        }
    }

    private synchronized void returned() {
        stuck = false;
    }

    private void finish(Pending pending, @Nullable StoredEntry stored, @Nullable ChatException failure) {
        pendingBytes.addAndGet(-pending.bytes);
        try {
            if (stored != null) {
                pending.result.complete(stored);
                publish(pending.draft.room(), stored);
            } else if (failure != null) {
                pending.result.completeExceptionally(failure);
            }
        } catch (Throwable fault) {
            UncaughtErrors.reportError("the publication of an entry", fault);
            LOG.error("a stored entry could not be published", fault);
        } finally {
            pending.published.complete(null);
            synchronized (this) {
                dropFinished();
            }
        }
    }

    private void publish(RoomName room, StoredEntry stored) {
        if (stored.isStale()) {
            shared.listener.overtaken(room);
        } else {
            shared.listener.stored(stored);
        }
    }

    private void dropFinished() {
        while (!outstanding.isEmpty() && outstanding.element().published.isDone()) {
            outstanding.remove();
        }
    }

    private void setTimer() {
        Pending oldest;
        synchronized (this) {
            oldest = outstanding.peek();
            if (timerSet || oldest == null) {
                return;
            }
            timerSet = true;
        }
        scheduler.schedule(Duration.ofNanos(Math.max(1, oldest.deadline - scheduler.nanoTime())), this::expire);
    }

    /** Refuses appends that have timed out; those in a call stay outstanding until it returns. */
    private void expire() {
        List<Pending> late = new ArrayList<>();
        boolean more;
        synchronized (this) {
            timerSet = false;
            dropFinished();
            long now = scheduler.nanoTime();
            more = false;
            for (Pending pending : outstanding) {
                if (pending.deadline - now > 0) {
                    more = true;
                    break;
                }
                late.add(pending);
            }
            stuck = stuck || (running && !late.isEmpty());
        }
        late.forEach(pending -> pending.result.completeExceptionally(unavailable("the store does not answer")));
        if (more) {
            setTimerForNext();
        }
    }

    private void setTimerForNext() {
        Duration wait = null;
        synchronized (this) {
            long now = scheduler.nanoTime();
            for (Pending pending : outstanding) {
                if (!timerSet && !pending.result.isDone()) {
                    timerSet = true;
                    wait = Duration.ofNanos(Math.max(1, pending.deadline - now));
                }
            }
        }
        if (wait != null) {
            scheduler.schedule(wait, this::expire);
        }
    }

    private static ChatException refusal(Throwable failure) {
        boolean behind =
                failure instanceof StoreException known && known.category() == StoreException.Category.OVERLOADED;
        return behind
                ? new ChatException(ErrorCode.OVERLOADED, "the store is behind; try again")
                : unavailable("the store failed; try again");
    }

    private static ChatException unavailable(String message) {
        return new ChatException(ErrorCode.STORE_UNAVAILABLE, message);
    }

    /**
     * A pending draft. {@code result} is the sender's answer, {@code published} completes once all processing is done.
     */
    private static final class Pending {
        private final EntryDraft draft;
        private final int bytes;
        private final long deadline;
        private final ServerTracer.Context context;
        private final CompletableFuture<StoredEntry> result = new CompletableFuture<>();
        private final CompletableFuture<@Nullable Void> published = new CompletableFuture<>();

        Pending(EntryDraft draft, int bytes, long deadline, ServerTracer.Context context) {
            this.draft = draft;
            this.bytes = bytes;
            this.deadline = deadline;
            this.context = context;
        }
    }
}
