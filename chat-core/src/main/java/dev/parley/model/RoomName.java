package dev.parley.model;

import java.util.List;

/**
 * The name of a room: a kind and a value. Each kind has its own key space, so that nothing a client may name
 * ({@link Kind#NAMED}) can ever be another user's inbox or a private conversation.
 *
 * <p>{@link #key()} is one text for both, to be used as a database key and as the Socket.IO room; {@link #parse} is its
 * inverse. Two names are the same room exactly if their keys are equal. {@link #of} normalises what people write, so that all ways to
 * a room meet; the constructor and {@link #parse} take a name as it was stored.
 *
 * @param kind the key space
 * @param value for {@link Kind#NAMED} the free name, 1 to {@value #MAX_LENGTH} chars; for the others made of user ids
 */
public record RoomName(Kind kind, String value) {

    /** The longest name of a {@link Kind#NAMED} room, in chars. */
    public static final int MAX_LENGTH = 256;

    /** The key spaces. */
    public enum Kind {
        /** A room with a free name, open or private: key {@code room:<name>}. */
        NAMED("room:"),
        /** The conversation of two users: key {@code dm:<id>+<id>}, the ids in ascending order and escaped. */
        DIRECT("dm:"),
        /** What is meant for one user on all devices: key {@code user:<id>}. */
        INBOX("user:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /**
         * What the keys of this kind begin with.
         *
         * @return the prefix, with its colon
         */
        public String prefix() {
            return prefix;
        }
    }

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the value is empty, too long, malformed, or not canonical for its kind
     */
    public RoomName {
        switch (kind) {
            case NAMED -> StoredText.checkName("room name", value, MAX_LENGTH);
            case INBOX -> StoredText.checkName("inbox of user", value, UserId.MAX_LENGTH);
            case DIRECT -> {
                List<UserId> members = members(value);
                if (!directValue(members.get(0), members.get(1)).equals(value)) {
                    throw new IllegalArgumentException("not a canonical direct room: " + value);
                }
            }
        }
    }

    /**
     * The room with a free name, as clients, imports, exports and the application may write it: the name is normalised to NFC
     * on one line, without invisible and control characters, without spaces around it. Upper and lower case differ.
     *
     * @param name with something visible in it, at most {@value #MAX_LENGTH} chars when normalised
     * @return the room's name
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public static RoomName of(String name) {
        return new RoomName(Kind.NAMED, StoredText.normalName("room name", name));
    }

    /**
     * The conversation of two users. The order of the two does not matter; they may be the same user.
     *
     * @param one a user
     * @param other a user
     * @return the room's name
     */
    public static RoomName direct(UserId one, UserId other) {
        return new RoomName(Kind.DIRECT, directValue(one, other));
    }

    /**
     * The room of everything that is meant for one user.
     *
     * @param user the user
     * @return the room's name
     */
    public static RoomName inbox(UserId user) {
        return new RoomName(Kind.INBOX, user.value());
    }

    /**
     * Reads a key that {@link #key()} made. Never use it on what a client sent: that is {@link #of}.
     *
     * @param key a key
     * @return the name with that key
     * @throws IllegalArgumentException if no room has that key
     */
    public static RoomName parse(String key) {
        for (Kind kind : Kind.values()) {
            if (key.startsWith(kind.prefix)) {
                return new RoomName(kind, key.substring(kind.prefix.length()));
            }
        }
        throw new IllegalArgumentException("not the key of a room: " + key);
    }

    /**
     * Kind and value as one text, unique over all kinds.
     *
     * @return the key
     */
    public String key() {
        return kind.prefix + value;
    }

    /**
     * The users that a {@link Kind#DIRECT} room or an {@link Kind#INBOX} is made of.
     *
     * @return two users for a direct room (twice the same for a conversation with oneself), one for an inbox, none for a
     *     named room
     */
    public List<UserId> users() {
        return switch (kind) {
            case NAMED -> List.of();
            case INBOX -> List.of(new UserId(value));
            case DIRECT -> members(value);
        };
    }

    /** Returns the key. */
    @Override
    public String toString() {
        return key();
    }

    private static String directValue(UserId one, UserId other) {
        boolean ordered = one.value().compareTo(other.value()) <= 0;
        return escape((ordered ? one : other).value()) + "+" + escape((ordered ? other : one).value());
    }

    private static List<UserId> members(String value) {
        int plus = value.indexOf('+');
        if (plus < 0) {
            throw new IllegalArgumentException("not a direct room: " + value);
        }
        return List.of(new UserId(unescape(value.substring(0, plus))), new UserId(unescape(value.substring(plus + 1))));
    }

    private static String escape(String id) {
        return id.replace("%", "%25").replace("+", "%2B");
    }

    private static String unescape(String id) {
        return id.replace("%2B", "+").replace("%25", "%");
    }
}
