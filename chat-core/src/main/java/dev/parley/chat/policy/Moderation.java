package dev.parley.chat.policy;

import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A moderation action.
 *
 * @param room the room
 * @param action the action
 * @param by the moderator, {@link UserId#SYSTEM} for the application
 * @param user the affected user, or null if it is the whole room
 * @param duration how long it lasts, or null if it is indefinite or has no duration; for slow mode the interval
 * @param role the new role, or null for other actions
 * @param reason a sentence for the room, empty if there is none
 */
public record Moderation(
        RoomName room,
        ModerationAction action,
        UserId by,
        @Nullable UserId user,
        @Nullable Duration duration,
        @Nullable RoomRole role,
        String reason) {

    /**
     * Validates the duration.
     *
     * @param room the room
     * @param action the action
     * @param by the moderator
     * @param user the affected user, or null
     * @param duration not negative, capped at {@link Scheduler#LONGEST}; or null
     * @param role the new role, or null
     * @param reason a sentence for the room
     */
    public Moderation {
        if (duration != null) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("duration must not be negative: " + duration);
            }
            duration = Scheduler.bounded(duration);
        }
    }
}
