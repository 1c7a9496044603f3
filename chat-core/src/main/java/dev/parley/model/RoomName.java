package dev.parley.model;

import java.util.List;

/**
 * The name of a room: a kind and a value. Each kind has its own key space, so that a name chosen by a client ({@link
 * Kind#NAMED}) can never be another user's inbox or a private conversation.
 *
 * <p>{@link #key()} combines both in one text, which serves as database key and Socket.IO room; {@link #parse} is its
 * inverse. Two names denote the same room if and only if their keys are equal. {@link #of} normalises user input, so
 * that all spellings lead to the same room; the constructor and {@link #parse} take a name as it was stored.
 *
 * @param kind the key space
 * @param value for {@link Kind#NAMED} the free name, 1 to {@value #MAX_LENGTH} chars; for the others derived from user
 *     ids
 */
public record RoomName(Kind kind, String value) {

    /** Maximum length of the name of a {@link Kind#NAMED} room, in chars. */
    public static final int MAX_LENGTH = 256;

    /** The key spaces. */
    public enum Kind {
        /** A room with a free name, open or private: key {@code room:<name>}. */
        NAMED("room:"),
        /** The conversation of two users: key {@code dm:<id>+<id>}, the ids in ascending order and escaped. */
        DIRECT("dm:"),
        /** Everything addressed to one user on all devices: key {@code user:<id>}. */
        INBOX("user:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /**
         * Returns the prefix of this kind's keys.
         *
         * @return the prefix, with its colon
         */
        public String prefix() {
            return prefix;
        }
    }

    /**
     * Validates the name.
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

    /** Equal in every process, unlike that of an enum constant, so that the order of a table of rooms is. */
    @Override
    public int hashCode() {
        return 31 * kind.prefix.hashCode() + value.hashCode();
    }

    /**
     * Returns the room with a free name as clients, imports, exports and the application may write it: the name is
     * normalised to NFC on one line, without invisible and control characters, without surrounding spaces. Names are
     * case-sensitive.
     *
     * @param name a name with at least one visible character, at most {@value #MAX_LENGTH} chars when normalised
     * @return the room's name
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public static RoomName of(String name) {
        return new RoomName(Kind.NAMED, StoredText.normalName("room name", name));
    }

    /**
     * Returns the conversation of two users. Their order does not matter; they may be the same user.
     *
     * @param one a user
     * @param other a user
     * @return the room's name
     */
    public static RoomName direct(UserId one, UserId other) {
        return new RoomName(Kind.DIRECT, directValue(one, other));
    }

    /**
     * Returns the inbox room of a user.
     *
     * @param user the user
     * @return the room's name
     */
    public static RoomName inbox(UserId user) {
        return new RoomName(Kind.INBOX, user.value());
    }

    /**
     * Parses a key created by {@link #key()}. Never use it for client input: that is what {@link #of} is for.
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
     * Returns kind and value as one text, unique across all kinds.
     *
     * @return the key
     */
    public String key() {
        return kind.prefix + value;
    }

    /**
     * Returns the users that a {@link Kind#DIRECT} or {@link Kind#INBOX} room is derived from.
     *
     * @return two users for a direct room (the same one twice for a conversation with oneself), one for an inbox, none
     *     for a named room
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
