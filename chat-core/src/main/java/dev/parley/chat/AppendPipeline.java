package dev.parley.chat;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.runtime.FailureLog;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageLog;
import dev.parley.transport.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Group commit: a room's entries always take the same {@link AppendLane}, so they stay in order. Immutable. */
final class AppendPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(AppendPipeline.class);

    private final List<AppendLane> lanes;

    AppendPipeline(
            MessageLog log,
            int laneCount,
            Executor executor,
            Scheduler scheduler,
            ChatLimits limits,
            AppendLane.Outlet outlet) {
        AtomicLong bytes = new AtomicLong();
        FailureLog failures = new FailureLog(LOG, scheduler::nanoTime);
        this.lanes = IntStream.range(0, laneCount)
                .mapToObj(i -> new AppendLane(log, executor, scheduler, limits, outlet, bytes, failures))
                .toList();
    }

    /**
     * Appends a draft behind all earlier ones of its room.
     *
     * @return ends when it is stored, before it is published, on the thread that stored it; fails with a
     *     {@link ChatException}
     */
    CompletableFuture<AppendResult> append(EntryDraft draft) {
        try {
            return lane(draft.room()).append(draft);
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Whether what is appended to the room waits for a store that has not answered in time. */
    boolean isStuck(RoomName room) {
        return lane(room).isStuck();
    }

    /** Ends when everything appended to the room so far is published or has failed. */
    CompletableFuture<Void> settled(RoomName room) {
        return lane(room).settled();
    }

    /** Ends when everything appended so far is published or has failed. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(lanes.stream().map(AppendLane::settled).toArray(CompletableFuture<?>[]::new));
    }

    private AppendLane lane(RoomName room) {
        return lanes.get(Math.floorMod(room.hashCode(), lanes.size()));
    }
}
