package dev.parley.chat.shared;

import dev.parley.chat.cluster.SharedState;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one user that all engines share, beside those that each engine has for the user. They are taken in lots of {@value #LOT}, and only
 * while the user is connected through several engines, and for as long afterwards as an empty bucket takes to fill. A lot is good for as long
 * as its tokens take to come again: all engines together give at most the burst and a lot, and what comes meanwhile.
 *
 * <p>Guarded by {@code this}; futures are completed without it. Those who wait are in a queue, at most one for each connection of the user.
 */
public final class SharedBucket {

    /** How many tokens an engine takes at once: one call for as many messages. */
    static final int LOT = 5;

    private final SharedState state;
    private final String name;
    private final long burst;
    private final Duration interval;
    private final Scheduler scheduler;
    private final Queue<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    /** Whether the shared tokens count. Written under the lock. */
    private volatile boolean active;

    private boolean elsewhere;
    private long activeUntil;
    private long left;
    private long goodUntil;
    private boolean asking;

    SharedBucket(SharedState state, String name, long burst, Duration interval, Scheduler scheduler) {
        this.state = state;
        this.name = name;
        this.burst = burst;
        this.interval = interval;
        this.scheduler = scheduler;
    }

    /**
     * Notes whether the user is connected through another engine, too.
     *
     * @param used how many of the tokens that this engine has for the user are used: they are missing among those of all, too
     */
    public synchronized void elsewhere(boolean now, long used) {
        if (interval.isZero() || now == elsewhere) {
            return;
        }
        elsewhere = now;
        if (!now) {
            activeUntil = scheduler.nanoTime() + interval.toNanos() * burst;
        } else if (!isActive()) {
            active = true;
            left = 0;
            if (used > 0) {
                var unused = state.take(name, used, burst, interval);
            }
        }
    }

    /** Whether tokens are to be taken here, too: the user is connected through several engines, or was. */
    public boolean isShared() {
        return active && state.available() && isActive();
    }

    private synchronized boolean isActive() {
        if (active && !elsewhere && scheduler.nanoTime() - activeUntil >= 0) {
            active = false;
        }
        return active;
    }

    /**
     * Takes a token; null if there is one at once. Completes within {@link SharedState#ANSWER}, on any thread.
     *
     * @return false if there is none; true if there is, or if that is not known
     */
    public @Nullable CompletionStage<Boolean> take() {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        synchronized (this) {
            if (left > 0 && waiting.isEmpty() && scheduler.nanoTime() - goodUntil < 0) {
                left--;
                return null;
            }
            waiting.add(turn);
            if (asking) {
                return turn;
            }
            asking = true;
        }
        ask();
        return turn;
    }

    private void ask() {
        state.take(name, LOT, burst, interval).thenAccept(this::answered);
    }

    private void answered(OptionalLong taken) {
        List<CompletableFuture<Boolean>> served = new ArrayList<>();
        List<CompletableFuture<Boolean>> refused = new ArrayList<>();
        boolean again;
        synchronized (this) {
            left = taken.orElse(waiting.size());
            goodUntil = scheduler.nanoTime() + interval.toNanos() * LOT;
            while (left > 0 && !waiting.isEmpty()) {
                served.add(waiting.remove());
                left--;
            }
            if (served.isEmpty()) {
                refused.addAll(waiting);
                waiting.clear();
            }
            again = !waiting.isEmpty();
            asking = again;
        }
        served.forEach(each -> each.complete(true));
        refused.forEach(each -> each.complete(false));
        if (again) {
            ask();
        }
    }
}
