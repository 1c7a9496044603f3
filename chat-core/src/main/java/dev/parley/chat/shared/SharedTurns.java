package dev.parley.chat.shared;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.cluster.SharedState.Claim;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns in rooms with slow mode, over all engines: a claim for the time until the next. Stateless. */
public final class SharedTurns {

    private static final String PREFIX = "turn:";

    private final SharedState state;

    SharedTurns(SharedState state) {
        this.state = state;
    }

    /**
     * A turn that is asked for.
     *
     * @param claim whether it is granted; completes within {@link SharedState#ANSWER}, on any thread
     * @param giveBack ends it before its time
     */
    public record Asked(CompletionStage<Claim> claim, Runnable giveBack) {}

    /**
     * Asks for a user's turn.
     *
     * @param owner another one for each message
     * @return null while the shared state is known not to answer
     */
    public @Nullable Asked ask(RoomName room, UserId user, Duration interval, String owner) {
        if (!state.available()) {
            return null;
        }
        // With the interval: turns of another one do not count when it is changed. Its length ends the name of the
        // room.
        String key = PREFIX + interval.toMillis() + ":" + room.value().length() + ":" + room.value() + user.value();
        return new Asked(state.claim(key, owner, interval), () -> state.release(key, owner));
    }
}
