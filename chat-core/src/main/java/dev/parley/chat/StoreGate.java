package dev.parley.chat;

import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.transport.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to the store: on its own threads, bounded in what waits and in time. Every future fails with a
 * {@link ChatException}. Thread-safe without a lock of its own.
 */
final class StoreGate {

    private static final Logger LOG = LoggerFactory.getLogger(StoreGate.class);

    private final MessageStore store;
    private final Executor executor;
    private final Scheduler scheduler;
    private final ChatLimits limits;
    private final AppendPipeline pipeline;
    private final AtomicInteger calls = new AtomicInteger();

    StoreGate(
            MessageStore store,
            StoreThreads threads,
            Scheduler scheduler,
            ChatLimits limits,
            AppendLane.Outlet outlet) {
        this.store = store;
        this.executor = threads.calls();
        this.scheduler = scheduler;
        this.limits = limits;
        this.pipeline = new AppendPipeline(store, StoreThreads.LANES, threads.appends(), scheduler, limits, outlet);
    }

    /** Appends a draft; see {@link AppendPipeline#append}. */
    CompletableFuture<AppendResult> append(EntryDraft draft) {
        return pipeline.append(draft);
    }

    /** Calls the store once all that was appended to the room before is there to be read. */
    <T> CompletableFuture<T> read(RoomName room, Function<MessageStore, T> call) {
        return callAfter(pipeline.settled(room), call);
    }

    /** Calls the store. */
    <T> CompletableFuture<T> call(Function<MessageStore, T> call) {
        return callAfter(CompletableFuture.completedFuture(null), call);
    }

    private <T> CompletableFuture<T> callAfter(CompletableFuture<?> settled, Function<MessageStore, T> call) {
        int max = limits.count(Limit.PENDING_READS);
        CompletableFuture<T> result = new CompletableFuture<>();
        if (calls.incrementAndGet() > max) {
            calls.decrementAndGet();
            result.completeExceptionally(ChatException.limit(ErrorCode.OVERLOADED, Limit.PENDING_READS, max));
            return result;
        }
        settled.whenComplete((done, failure) -> submit(call, result));
        if (!result.isDone()) {
            Scheduler.Cancellable timer = scheduler.schedule(
                    limits.time(Limit.STORE_TIMEOUT),
                    () -> result.completeExceptionally(
                            new ChatException(ErrorCode.STORE_UNAVAILABLE, "the store does not answer")));
            result.whenComplete((value, failure) -> timer.cancel());
        }
        return result;
    }

    private <T> void submit(Function<MessageStore, T> call, CompletableFuture<T> result) {
        try {
            executor.execute(() -> run(call, result));
        } catch (RuntimeException refused) {
            calls.decrementAndGet();
            result.completeExceptionally(new ChatException(ErrorCode.SHUTTING_DOWN, "the server is closing"));
        }
    }

    /** Ends when everything appended so far is published or has failed. */
    CompletableFuture<Void> settled() {
        return pipeline.settled();
    }

    private <T> void run(Function<MessageStore, T> call, CompletableFuture<T> result) {
        T value;
        try {
            if (result.isDone()) {
                return;
            }
            value = call.apply(store);
        } catch (RuntimeException failure) {
            result.completeExceptionally(refusal(failure));
            return;
        } finally {
            calls.decrementAndGet();
        }
        result.complete(value);
    }

    private static ChatException refusal(RuntimeException failure) {
        if (failure instanceof ChatException refusal) {
            return refusal;
        }
        LOG.warn("the store could not be read", failure);
        return failure instanceof StoreException
                ? new ChatException(ErrorCode.STORE_UNAVAILABLE, "the store failed; try again")
                : new ChatException(ErrorCode.INTERNAL, "a fault of the server");
    }
}
