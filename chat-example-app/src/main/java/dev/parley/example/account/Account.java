package dev.parley.example.account;

import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A signed-in user.
 *
 * @param id the user id, stable for the lifetime of the account
 * @param name the display name
 * @param roles what the user may do
 * @param guest whether the user signed in without a password
 * @param generation incremented to invalidate earlier tokens
 */
public record Account(String id, String name, Set<String> roles, boolean guest, int generation) {

    /** Copies the roles. */
    public Account {
        roles = Set.copyOf(roles);
    }

    /**
     * Creates a user whose tokens were never revoked.
     *
     * @param id the user id
     * @param name the display name
     * @param roles what the user may do
     * @param guest whether the user signed in without a password
     */
    public Account(String id, String name, Set<String> roles, boolean guest) {
        this(id, name, roles, guest, 0);
    }

    /**
     * Converts this account to a user of the chat engine.
     *
     * @param expiresAt when the credentials expire
     * @return the user
     */
    public User asUser(Instant expiresAt) {
        return new User(UserId.of(id), name, roles, null, Map.of(), expiresAt);
    }
}
