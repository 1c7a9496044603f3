package dev.parley.chat.shared;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.cluster.SharedState.Outcome;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Lets users in over all engines: no more connections of one than allowed, and each name once, as far as the shared state answers. Stateless but
 * for the {@link SharedNames}.
 */
public final class Reservations {

    /** How long a socket may take to connect once it was let in, before its reservation lapses. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CONNECTIONS = "connections:";

    private final SharedState state;
    private final SharedNames names;
    private final Scheduler scheduler;
    private final int maxConnections;

    Reservations(SharedState state, SharedNames names, Scheduler scheduler, int maxConnections) {
        this.state = state;
        this.names = names;
        this.scheduler = scheduler;
        this.maxConnections = maxConnections;
    }

    public static ChatException nameTaken() {
        return new ChatException(ErrorCode.NAME_TAKEN, "another user has this name or one that looks like it");
    }

    public static ChatException tooManyConnections(ChatLimits limits) {
        return ChatException.limit(
                ErrorCode.TOO_MANY_CONNECTIONS, Limit.CONNECTIONS_PER_USER, limits.get(Limit.CONNECTIONS_PER_USER));
    }

    /**
     * Reserves what a connection needs. Completes within {@link SharedState#ANSWER}, on any thread.
     *
     * @param skeletons of the user's name; none if names need not be unique
     * @return fails with {@link #nameTaken}
     */
    public CompletionStage<Reservation> connection(UserId user, Collection<String> skeletons) {
        CompletionStage<SharedState.Count> counted = state.add(CONNECTIONS + user.value(), 1, maxConnections);
        CompletionStage<Boolean> named = names.take(skeletons, user);
        return counted.thenCombine(named, (count, free) -> reserved(user, skeletons, count, free))
                .thenCompose(reservation -> reservation);
    }

    private CompletionStage<Reservation> reserved(
            UserId user, Collection<String> skeletons, SharedState.Count count, boolean free) {
        Reservation.Places places = change -> add(user, change);
        boolean full = count.outcome() == Outcome.NO;
        if (!free) {
            if (!full) {
                places.add(-1);
            }
            return CompletableFuture.failedStage(nameTaken());
        }
        Reservation reservation = new Reservation(full, places, () -> names.giveBack(skeletons, user));
        reservation.lapseBy(scheduler.schedule(PATIENCE, reservation::lapse));
        return CompletableFuture.completedStage(reservation);
    }

    private void add(UserId user, int change) {
        var unused = state.add(CONNECTIONS + user.value(), change, Long.MAX_VALUE);
    }

    /**
     * Runs {@code change} on {@code executor} once another name of a user is free: the user, who is here, has it afterwards.
     *
     * @return fails with {@link #nameTaken}, or as {@code change} does
     */
    public CompletableFuture<?> rename(UserId user, Collection<String> skeletons, Executor executor, Runnable change) {
        return names.take(skeletons, user)
                .thenAcceptAsync(
                        free -> {
                            if (!free) {
                                throw nameTaken();
                            }
                            try {
                                change.run();
                            } finally {
                                names.giveBack(skeletons, user);
                            }
                        },
                        executor)
                .toCompletableFuture();
    }
}
