package dev.parley.chat.command;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.RoomName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Serializes edits, deletions and reactions of a room: each is checked against the result of the previous one. The map
 * is concurrent; empty queues are removed. At most {@link #MAX_WAITING} are queued in all rooms together.
 */
final class ChangeQueues {

    private static final int MAX_WAITING = 10_000;

    private final ConcurrentHashMap<RoomName, CompletableFuture<?>> tails = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Executor executor;

    ChangeQueues(Executor executor) {
        this.executor = executor;
    }

    <T> CompletableFuture<T> run(RoomName name, Supplier<CompletableFuture<T>> change) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new ChatException(ErrorCode.OVERLOADED, "too many changes wait to be stored"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<?> before = tails.put(name, result);
        Runnable begin = () -> begin(change, result);
        result.whenComplete((value, failure) -> {
            room.release();
            tails.remove(name, result);
        });
        if (before == null || before.isDone()) {
            begin.run();
        } else {
            before.whenCompleteAsync((value, failure) -> begin.run(), executor);
        }
        return result;
    }

    private static <T> void begin(Supplier<CompletableFuture<T>> change, CompletableFuture<T> result) {
        try {
            change.get().whenComplete((value, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    result.complete(value);
                }
            });
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }
}
