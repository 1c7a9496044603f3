package dev.parley.chat.policy;

import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.transport.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One act of moderation.
 *
 * @param room where
 * @param action what
 * @param by who did it, {@link UserId#SYSTEM} for the application
 * @param user whom it concerns, or null if it is the whole room
 * @param duration how long it lasts, or null if it has no end or no length; for slow mode the interval
 * @param role the new role, or null if the action is another
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
     * Checks how long it lasts.
     *
     * @param room where
     * @param action what
     * @param by who did it
     * @param user whom it concerns, or null
     * @param duration not negative; more than {@link Scheduler#LONGEST} counts as that; or null
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
