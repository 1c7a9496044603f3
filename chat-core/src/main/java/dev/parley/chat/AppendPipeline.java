package dev.parley.chat;

import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageLog;
import dev.parley.transport.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Group commit: a room's entries always take the same {@link AppendLane}, so they stay in order. Immutable. */
final class AppendPipeline {

    private final List<AppendLane> lanes;

    AppendPipeline(
            MessageLog log,
            int laneCount,
            Executor executor,
            Scheduler scheduler,
            ChatLimits limits,
            AppendLane.Outlet outlet) {
        AtomicLong bytes = new AtomicLong();
        this.lanes = IntStream.range(0, laneCount)
                .mapToObj(i -> new AppendLane(log, executor, scheduler, limits, outlet, bytes))
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
