package dev.parley.chat.policy;

import dev.parley.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a user is there, as others see it.
 *
 * @param user who
 * @param name the display name, or null if the user was not here since the engine started, or is forgotten
 * @param status never {@link PresenceStatus#INVISIBLE}
 * @param text the status text, empty if there is none
 * @param lastSeen when the last connection ended, or null if there is one or it is not known
 */
public record Presence(
        UserId user,
        @Nullable String name,
        PresenceStatus status,
        String text,
        @Nullable Instant lastSeen) {}
