package dev.parley.chat.room;

import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.User;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a connection.
 *
 * @param user the user
 * @param guest whether the user is not authenticated
 * @param status the user's requested initial status, or null
 */
public record Identity(User user, boolean guest, @Nullable PresenceStatus status) {

    public Identity withStatus(@Nullable PresenceStatus newStatus) {
        return new Identity(user, guest, newStatus);
    }
}
