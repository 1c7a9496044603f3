package dev.parley.chat.policy;

import dev.parley.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user's presence, as others see it.
 *
 * @param user the user
 * @param name the display name, or null if the user has not been online since the engine started, or was evicted
 * @param status never {@link PresenceStatus#INVISIBLE}
 * @param text the status text, empty if there is none
 * @param lastSeen when the last connection ended, or null if one is open or it is not known
 */
public record Presence(
        UserId user,
        @Nullable String name,
        PresenceStatus status,
        String text,
        @Nullable Instant lastSeen) {}
