package dev.parley.chat.room;

import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.User;
import org.jspecify.annotations.Nullable;

/**
 * Who connects.
 *
 * @param user the user
 * @param guest whether nobody vouches for the user
 * @param status what the client wants the user's first status to be, or null
 */
public record Identity(User user, boolean guest, @Nullable PresenceStatus status) {

    public Identity withStatus(@Nullable PresenceStatus newStatus) {
        return new Identity(user, guest, newStatus);
    }
}
