package dev.parley.example.account;

import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Someone who signed in.
 *
 * @param id the user id, the same for as long as the account exists
 * @param name the display name
 * @param roles what the person may do
 * @param guest whether there is no password behind it
 * @param generation grows when tokens that were given before must not be good any more
 */
public record Account(String id, String name, Set<String> roles, boolean guest, int generation) {

    /** Copies the roles. */
    public Account {
        roles = Set.copyOf(roles);
    }

    /**
     * Someone whose tokens were never revoked.
     *
     * @param id the user id
     * @param name the display name
     * @param roles what the person may do
     * @param guest whether there is no password behind it
     */
    public Account(String id, String name, Set<String> roles, boolean guest) {
        this(id, name, roles, guest, 0);
    }

    /**
     * This account as the chat engine knows people.
     *
     * @param expiresAt when the proof of identity ends
     * @return the user
     */
    public User asUser(Instant expiresAt) {
        return new User(UserId.of(id), name, roles, null, Map.of(), expiresAt);
    }
}
