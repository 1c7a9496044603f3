package dev.parley.chat.room;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.shared.SharedTurns;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Limits users to one message per interval, in monotonic time. Guarded by {@code this}. */
public final class SlowMode {

    private static final int SWEEP_FROM = 1_000;

    private final Deadlines deadlines;
    private final Map<UserId, Long> lastSent = new HashMap<>();
    private Duration interval = Duration.ZERO;

    SlowMode(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    synchronized Duration interval() {
        return interval;
    }

    /** Sets the interval, zero for none, and resets all turns. */
    synchronized void interval(Duration value) {
        lastSent.clear();
        interval = value;
    }

    /** Takes a user's turn, or throws. */
    synchronized Turn take(UserId user) {
        if (interval.isZero()) {
            return () -> {};
        }
        long now = deadlines.now();
        Long last = lastSent.get(user);
        long left = last == null ? 0 : last + interval.toNanos() - now;
        if (left > 0) {
            throw tooEarly(Duration.ofNanos(left));
        }
        if (lastSent.size() >= SWEEP_FROM) {
            lastSent.values().removeIf(at -> at + interval.toNanos() - now <= 0);
        }
        lastSent.put(user, now);
        return () -> giveBack(user, now, last);
    }

    private synchronized void giveBack(UserId user, long taken, @Nullable Long before) {
        if (!Long.valueOf(taken).equals(lastSent.get(user))) {
            return;
        }
        if (before == null) {
            lastSent.remove(user);
        } else {
            lastSent.put(user, before);
        }
    }

    private static ChatException tooEarly(Duration left) {
        return ChatException.retryAfter(ErrorCode.SLOW_MODE, "this room is in slow mode", left);
    }

    /** A turn that was taken here, and that the other engines have to grant, too. */
    static Turn asking(Turn own, SharedTurns.Asked asked, Executor executor) {
        CompletableFuture<?> granted = asked.claim()
                .thenAcceptAsync(
                        claim -> {
                            if (claim.outcome() == SharedState.Outcome.NO) {
                                own.giveBack();
                                throw tooEarly(claim.left());
                            }
                        },
                        executor)
                .toCompletableFuture();
        return new Turn() {
            @Override
            public void giveBack() {
                own.giveBack();
                asked.giveBack().run();
            }

            @Override
            public CompletableFuture<?> granted() {
                return granted;
            }
        };
    }

    @FunctionalInterface
    public interface Turn {

        /** Null if the turn is granted; otherwise completes when it is, on the handler threads, or fails. */
        default @Nullable CompletableFuture<?> granted() {
            return null;
        }

        /** Returns the turn unused: nothing was sent. */
        void giveBack();
    }
}
