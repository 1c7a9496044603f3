package dev.parley.chat.policy;

import java.util.Set;

/**
 * A predefined room, which exists whether or not anybody is in it.
 *
 * @param name its name
 * @param kind its kind, not {@link RoomKind#DIRECT}
 * @param title the title shown by clients, the name by default
 * @param topic a sentence about it, empty by default
 * @param invited ids of the users who may join a private room, besides those invited later
 */
public record RoomDefinition(String name, RoomKind kind, String title, String topic, Set<String> invited) {

    /**
     * Validates the kind and copies the set.
     *
     * @throws IllegalArgumentException if the kind is direct
     */
    public RoomDefinition {
        if (kind == RoomKind.DIRECT) {
            throw new IllegalArgumentException("conversations of two users are not defined: " + name);
        }
        invited = Set.copyOf(invited);
    }

    /**
     * Defines a room that everybody may join.
     *
     * @param name its name
     * @return the definition
     */
    public static RoomDefinition open(String name) {
        return new RoomDefinition(name, RoomKind.OPEN, name, "", Set.of());
    }

    /**
     * Defines a room that everybody may read, but only moderators and the application may write to.
     *
     * @param name its name
     * @return the definition
     */
    public static RoomDefinition announcements(String name) {
        return new RoomDefinition(name, RoomKind.ANNOUNCEMENT, name, "", Set.of());
    }

    /**
     * Defines a room for invited users.
     *
     * @param name its name
     * @param userIds the invited users
     * @return the definition
     */
    public static RoomDefinition closed(String name, String... userIds) {
        return new RoomDefinition(name, RoomKind.PRIVATE, name, "", Set.of(userIds));
    }

    /**
     * Returns this room with another title.
     *
     * @param newTitle the title shown by clients
     * @return the changed copy
     */
    public RoomDefinition withTitle(String newTitle) {
        return new RoomDefinition(name, kind, newTitle, topic, invited);
    }

    /**
     * Returns this room with another topic.
     *
     * @param newTopic a sentence about it
     * @return the changed copy
     */
    public RoomDefinition withTopic(String newTopic) {
        return new RoomDefinition(name, kind, title, newTopic, invited);
    }
}
