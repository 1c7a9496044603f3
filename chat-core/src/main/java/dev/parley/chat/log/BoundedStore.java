package dev.parley.chat.log;

import dev.parley.chat.event.PageSize;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.store.StoreLoad;
import dev.parley.time.Scheduler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only access to the store: on dedicated threads, with bounded queues and timeouts. All futures fail with a {@link
 * ChatException}. Appends are batched: a room's entries always use the same {@link AppendLane}, which preserves their
 * order. Thread-safe without a lock of its own.
 */
public final class BoundedStore {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedStore.class);

    private final MessageStore store;
    private final Executor executor;
    private final Scheduler scheduler;
    private final FailureLog failures;
    private final ChatLimits limits;
    private final StoreBreaker breaker;
    private final List<AppendLane> lanes;
    private final ServerTracer tracer;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong pendingBytes = new AtomicLong();

    public BoundedStore(
            MessageStore store,
            StoreThreads threads,
            Scheduler scheduler,
            ChatLimits limits,
            AppendListener listener,
            ServerTracer tracer) {
        this.tracer = tracer;
        this.store = store;
        this.executor = threads.calls();
        this.scheduler = scheduler;
        this.failures = new FailureLog(LOG, scheduler::nanoTime);
        this.limits = limits;
        this.breaker = new StoreBreaker(store, executor, scheduler, limits.time(Limit.STORE_TIMEOUT));
        // The breaker rejects no appends, because lanes have their own bounds, but their answers close it.
        AppendLane.Shared shared = new AppendLane.Shared(
                store,
                threads.appends(),
                scheduler,
                listener,
                breaker::answered,
                tracer,
                pendingBytes,
                new FailureLog(LoggerFactory.getLogger(AppendLane.class), scheduler::nanoTime));
        this.lanes = Stream.generate(() -> new AppendLane(shared, limits))
                .limit(StoreThreads.LANES)
                .toList();
    }

    /** Whether the store is known to be unresponsive. */
    public boolean isSilent() {
        return breaker.isOpen();
    }

    /** What waits for the store. */
    public StoreLoad load() {
        int appends = lanes.stream().mapToInt(AppendLane::pending).sum();
        return new StoreLoad(appends, pendingBytes.get(), calls.get());
    }

    /**
     * Appends a draft after all earlier ones of its room. Fails with {@link ErrorCode#LIMIT_EXCEEDED} if it is too large
     * for clients.
     *
     * @return completes once it is stored, or found stale if it has a condition, before it is published, on the thread
     *     that stored it
     */
    public CompletableFuture<StoredEntry> append(EntryDraft draft) {
        try {
            PageSize.checkMessage(draft.content(), limits);
            return lane(draft.room()).append(draft).thenApply(stored -> stored.requireOf(draft));
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** The current state of the message that an entry created. */
    public CompletableFuture<Message> message(StoredEntry stored) {
        Entry entry = stored.entry();
        if (stored.isFresh()) {
            return CompletableFuture.completedFuture(stored.message());
        }
        return call(s -> s.messagesAt(entry.room(), List.of(entry.seq())).stream()
                .findFirst()
                .orElseGet(stored::message));
    }

    /** Finds a message by id, after everything written before is readable. Includes deleted messages. */
    public CompletableFuture<Optional<Message>> find(RoomName room, MessageId id) {
        return read(room, s -> s.message(room, id));
    }

    private AppendLane lane(RoomName room) {
        return lanes.get(Math.floorMod(room.hashCode(), lanes.size()));
    }

    /** Calls the store once everything appended to the room so far is readable. */
    public <T> CompletableFuture<T> read(RoomName room, Function<MessageStore, T> call) {
        AppendLane lane = lane(room);
        if (lane.isStuck()) {
            return CompletableFuture.failedFuture(StoreBreaker.unavailable());
        }
        return callAfter(lane.settled(), call);
    }

    /** Calls the store. */
    public <T> CompletableFuture<T> call(Function<MessageStore, T> call) {
        return callAfter(CompletableFuture.completedFuture(null), call);
    }

    /** What the store promises of a stored message. */
    public Optional<String> durability(RoomName room) {
        return store.durability(room);
    }

    private <T> CompletableFuture<T> callAfter(CompletableFuture<?> settled, Function<MessageStore, T> call) {
        if (breaker.isOpen()) {
            return CompletableFuture.failedFuture(StoreBreaker.unavailable());
        }
        int max = limits.count(Limit.PENDING_READS);
        CompletableFuture<T> result = new CompletableFuture<>();
        if (calls.incrementAndGet() > max) {
            calls.decrementAndGet();
            result.completeExceptionally(ChatException.limit(ErrorCode.OVERLOADED, Limit.PENDING_READS, max));
            return result;
        }
        StoreBreaker.Call begun = new StoreBreaker.Call();
        ServerTracer.Context context = tracer.current();
        settled.whenComplete((done, failure) -> submit(() -> context.run(() -> run(begun, call, result)), result));
        if (!result.isDone()) {
            Scheduler.Cancellable timer = scheduler.schedule(limits.time(Limit.STORE_TIMEOUT), () -> {
                breaker.passedLimit(begun);
                result.completeExceptionally(StoreBreaker.unavailable());
            });
            result.whenComplete((value, failure) -> timer.cancel());
        }
        return result;
    }

    private void submit(Runnable call, CompletableFuture<?> result) {
        try {
            executor.execute(call);
        } catch (Throwable refused) {
            UncaughtErrors.reportError("the executor of the store", refused);
            calls.decrementAndGet();
            result.completeExceptionally(new ChatException(ErrorCode.SHUTTING_DOWN, "the server is closing"));
        }
    }

    /** Completes once everything appended so far has been published or has failed. */
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(lanes.stream().map(AppendLane::settled).toArray(CompletableFuture<?>[]::new));
    }

    private <T> void run(StoreBreaker.Call begun, Function<MessageStore, T> call, CompletableFuture<T> result) {
        T value;
        try {
            if (result.isDone()) {
                return;
            }
            value = breaker.run(begun, () -> call.apply(store));
        } catch (Throwable failure) {
            result.completeExceptionally(refusal(failure));
            return;
        } finally {
            calls.decrementAndGet();
        }
        result.complete(value);
    }

    private ChatException refusal(Throwable failure) {
        if (failure instanceof ChatException refusal) {
            return refusal;
        }
        failures.warn("the store could not be read", failure);
        UncaughtErrors.reportError("a call of the store", failure);
        return failure instanceof StoreException
                ? new ChatException(ErrorCode.STORE_UNAVAILABLE, "the store failed; try again")
                : new ChatException(ErrorCode.INTERNAL, "a fault of the server");
    }
}
