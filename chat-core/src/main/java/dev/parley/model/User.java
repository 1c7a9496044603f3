package dev.parley.model;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user as verified by the authenticator: one id, any number of devices.
 *
 * @param id the verified id, not {@linkplain UserId#isReserved() reserved}
 * @param name the display name, normalised as by {@link RoomName#of} to 1 to {@value Sender#MAX_NAME_LENGTH} chars
 * @param roles what the user may do, in the application's terms; empty by default
 * @param avatar the location of the user's picture, or null; for the application's own hooks: the engine neither stores
 *     it nor sends it to clients
 * @param attributes the application's own data about the user, for its hooks (authorizer, interceptors, listeners),
 *     like the avatar neither stored nor sent; empty by default
 * @param expiresAt when the credentials expire, or null if they do not
 * @param issuedAt when the credentials were issued, such as the {@code iat} of a JWT; null if that is not known, in which
 *     case only the authenticator can refuse those that were revoked
 */
public record User(
        UserId id,
        String name,
        Set<String> roles,
        @Nullable String avatar,
        Map<String, String> attributes,
        @Nullable Instant expiresAt,
        @Nullable Instant issuedAt) {

    /**
     * Validates and copies the fields, and normalises the name.
     *
     * @throws IllegalArgumentException if the id is reserved or the name empty, too long or malformed
     */
    public User {
        if (id.isReserved()) {
            throw new IllegalArgumentException("reserved user id: " + id);
        }
        name = StoredText.checkName("user name", StoredText.normalName("user name", name), Sender.MAX_NAME_LENGTH);
        roles = Set.copyOf(roles);
        attributes = Map.copyOf(attributes);
    }

    /**
     * Creates a user whose credentials do not say when they were issued.
     *
     * @param id the verified id
     * @param name the display name
     * @param roles the roles
     * @param avatar the avatar, or null
     * @param attributes the application's own data
     * @param expiresAt when the credentials expire, or null
     */
    public User(
            UserId id,
            String name,
            Set<String> roles,
            @Nullable String avatar,
            Map<String, String> attributes,
            @Nullable Instant expiresAt) {
        this(id, name, roles, avatar, attributes, expiresAt, null);
    }

    /**
     * Returns a user without roles, avatar, attributes or expiry.
     *
     * @param id the verified id
     * @param name the display name
     * @return the user
     */
    public static User of(String id, String name) {
        return new User(UserId.of(id), name, Set.of(), null, Map.of(), null);
    }

    /**
     * Returns this user with another display name.
     *
     * @param newName the name
     * @return the changed copy
     */
    public User withName(String newName) {
        return new User(id, newName, roles, avatar, attributes, expiresAt, issuedAt);
    }

    /**
     * Returns this user with other roles.
     *
     * @param newRoles the roles, replacing the current ones
     * @return the changed copy
     */
    public User withRoles(String... newRoles) {
        return new User(id, name, Set.of(newRoles), avatar, attributes, expiresAt, issuedAt);
    }

    /**
     * Returns this user with another avatar.
     *
     * @param newAvatar the location of the picture, or null for none
     * @return the changed copy
     */
    public User withAvatar(@Nullable String newAvatar) {
        return new User(id, name, roles, newAvatar, attributes, expiresAt, issuedAt);
    }

    /**
     * Returns this user with other attributes.
     *
     * @param newAttributes the attributes, replacing the current ones
     * @return the changed copy
     */
    public User withAttributes(Map<String, String> newAttributes) {
        return new User(id, name, roles, avatar, newAttributes, expiresAt, issuedAt);
    }

    /**
     * Returns this user with another expiry of the credentials.
     *
     * @param newExpiry the expiry, or null for none
     * @return the changed copy
     */
    public User withExpiry(@Nullable Instant newExpiry) {
        return new User(id, name, roles, avatar, attributes, newExpiry, issuedAt);
    }

    /**
     * Returns this user with credentials of another age, see {@link dev.parley.chat.ChatUser#revoke}.
     *
     * @param newIssue when they were issued, or null if that is not known
     * @return the changed copy
     */
    public User withIssuedAt(@Nullable Instant newIssue) {
        return new User(id, name, roles, avatar, attributes, expiresAt, newIssue);
    }

    /**
     * Returns whether the user has a role.
     *
     * @param role the role
     * @return true if it is one of {@link #roles()}
     */
    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    /**
     * Returns this user as the sender of an entry.
     *
     * @return the id and current name
     */
    public Sender asSender() {
        return new Sender(id, name);
    }
}
