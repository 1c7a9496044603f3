package dev.parley.chat.shared;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.util.concurrent.Executor;

/** What this engine shares with others, by purpose. Immutable; its parts are thread-safe. */
public final class SharedChat {

    private final SharedTables tables;
    private final SharedNames names;
    private final Reservations reservations;
    private final SharedTurns turns;
    private final RoomDirectory directory;
    private final SharedState state;
    private final Scheduler scheduler;
    private final ChatLimits limits;

    /**
     * Creates the parts over one shared state.
     *
     * @param executor runs the listener of the tables
     */
    public SharedChat(SharedState state, Scheduler scheduler, Executor executor, ChatLimits limits) {
        this.tables = new SharedTables(state, scheduler, executor, limits.time(Limit.PRESENCE_GRACE));
        this.names = new SharedNames(state);
        this.turns = new SharedTurns(state);
        this.directory = new RoomDirectory(state, tables, scheduler, RoomDirectory.MAX_LISTED);
        this.state = state;
        this.scheduler = scheduler;
        this.limits = limits;
        this.reservations = new Reservations(state, names, scheduler, limits.count(Limit.CONNECTIONS_PER_USER));
    }

    public SharedTables tables() {
        return tables;
    }

    public SharedNames names() {
        return names;
    }

    public Reservations reservations() {
        return reservations;
    }

    public SharedTurns turns() {
        return turns;
    }

    public RoomDirectory directory() {
        return directory;
    }

    /** The tokens for messages of a user who comes here. */
    public SharedBucket messages(UserId user) {
        return new SharedBucket(
                state,
                "messages:" + user.value(),
                limits.get(Limit.MESSAGE_BURST),
                limits.time(Limit.MESSAGE_INTERVAL),
                scheduler);
    }
}
