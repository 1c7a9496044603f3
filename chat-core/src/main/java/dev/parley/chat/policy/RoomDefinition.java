package dev.parley.chat.policy;

import java.util.Set;

/**
 * A room that exists from the start, whether or not anybody is in it.
 *
 * @param name its name
 * @param kind its kind, not {@link RoomKind#DIRECT}
 * @param title what a client shows, the name by default
 * @param topic a sentence about it, empty by default
 * @param invited ids of the users who may join a private room, besides those invited later
 */
public record RoomDefinition(String name, RoomKind kind, String title, String topic, Set<String> invited) {

    /**
     * Checks and copies.
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
     * A room that everybody may join.
     *
     * @param name its name
     * @return the definition
     */
    public static RoomDefinition open(String name) {
        return new RoomDefinition(name, RoomKind.OPEN, name, "", Set.of());
    }

    /**
     * A room that everybody may read and only moderators and the application write.
     *
     * @param name its name
     * @return the definition
     */
    public static RoomDefinition announcements(String name) {
        return new RoomDefinition(name, RoomKind.ANNOUNCEMENT, name, "", Set.of());
    }

    /**
     * A room for those who are invited.
     *
     * @param name its name
     * @param userIds who may join
     * @return the definition
     */
    public static RoomDefinition closed(String name, String... userIds) {
        return new RoomDefinition(name, RoomKind.PRIVATE, name, "", Set.of(userIds));
    }

    /**
     * This room with another title.
     *
     * @param newTitle what a client shows
     * @return the changed copy
     */
    public RoomDefinition withTitle(String newTitle) {
        return new RoomDefinition(name, kind, newTitle, topic, invited);
    }

    /**
     * This room with another topic.
     *
     * @param newTopic a sentence about it
     * @return the changed copy
     */
    public RoomDefinition withTopic(String newTopic) {
        return new RoomDefinition(name, kind, title, newTopic, invited);
    }
}
