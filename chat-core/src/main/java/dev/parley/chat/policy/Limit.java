package dev.parley.chat.policy;

/**
 * The limits of the engine, each with its name on the wire, its default and the range it may be set to; see
 * {@link ChatLimits}.
 */
public enum Limit {
    /** Characters, as a reader counts them, of one message: 4,000 by default. */
    TEXT_GRAPHEMES("textGraphemes", 4_000, 1, 100_000, Unit.COUNT),
    /** Bytes of one message's text in UTF-8: 16 KiB by default. */
    TEXT_BYTES("textBytes", 16_384, 4, 524_288, Unit.BYTES),
    /** Characters of a display name: 64 by default. */
    NAME_GRAPHEMES("nameGraphemes", 64, 1, 128, Unit.COUNT),
    /** Bytes of a display name: 512 by default, and at most 256 UTF-16 units in any case. */
    NAME_BYTES("nameBytes", 512, 4, 768, Unit.BYTES),
    /** Characters of a room's name: 64 by default. */
    ROOM_NAME_GRAPHEMES("roomNameGraphemes", 64, 1, 128, Unit.COUNT),
    /** Bytes of a room's name: 512 by default, and at most 256 UTF-16 units in any case. */
    ROOM_NAME_BYTES("roomNameBytes", 512, 4, 768, Unit.BYTES),
    /** Characters of a status text or of a moderator's reason: 140 by default. */
    SHORT_TEXT_GRAPHEMES("shortTextGraphemes", 140, 1, 1_000, Unit.COUNT),
    /** Chars of a {@code clientMsgId}: 64 by default. */
    CLIENT_MSG_ID("clientMsgId", 64, 1, 128, Unit.COUNT),
    /** Users mentioned in one message: 50 by default. */
    MENTIONS("mentions", 50, 0, 1_000, Unit.COUNT),
    /** Files of one message: 10 by default. */
    ATTACHMENTS("attachments", 10, 0, 32, Unit.COUNT),
    /** Bytes that the files of one message carry together: 512 KiB by default. */
    ATTACHMENT_BYTES("attachmentBytes", 524_288, 0, 4_194_304, Unit.BYTES),
    /** Characters of a file's name: 255 by default. */
    FILE_NAME_GRAPHEMES("fileNameGraphemes", 255, 1, 512, Unit.COUNT),
    /** Bytes of a file's name: 1 KiB by default, and at most 1,024 UTF-16 units in any case. */
    FILE_NAME_BYTES("fileNameBytes", 1_024, 4, 3_072, Unit.BYTES),
    /** Different reactions to one message: 20 by default. */
    REACTIONS("reactions", 20, 1, 1_000, Unit.COUNT),
    /** Rooms one connection may be in: 50 by default. */
    ROOMS_PER_CONNECTION("roomsPerConnection", 50, 1, 10_000, Unit.COUNT),
    /** Rooms one user may be in, over all connections: 200 by default. */
    ROOMS_PER_USER("roomsPerUser", 200, 1, 100_000, Unit.COUNT),
    /** Rooms that exist in memory at a time beside the predefined ones: 100,000 by default. */
    ROOMS("rooms", 100_000, 1, 10_000_000, Unit.COUNT),
    /** Users in one room at a time: 100,000 by default. */
    USERS_PER_ROOM("usersPerRoom", 100_000, 1, 10_000_000, Unit.COUNT),
    /** Connections of one user: 20 by default. */
    CONNECTIONS_PER_USER("connectionsPerUser", 20, 1, 10_000, Unit.COUNT),
    /** Entities one connection may be subscribed to: 100 by default. */
    SUBSCRIPTIONS("subscriptions", 100, 0, 10_000, Unit.COUNT),
    /** Messages sent on joining unless the client asks for another number: 20 by default. */
    HISTORY_ON_JOIN("historyOnJoin", 20, 0, 500, Unit.COUNT),
    /**
     * Bytes of the entries in one page of history, changes, conversations or notifications, files in base64: 1 MiB by default.
     * A page has one entry at least.
     */
    PAGE_BYTES("pageBytes", 1_048_576, 16_384, 67_108_864, Unit.BYTES),
    /** Messages in one page of history: 100 by default. */
    HISTORY_PAGE("historyPage", 100, 1, 500, Unit.COUNT),
    /** Changes in one answer to {@code syncRoom}: 500 by default. */
    SYNC_PAGE("syncPage", 500, 1, 5_000, Unit.COUNT),
    /** How far back a client may catch up by changes; beyond, it is asked to start anew: 5,000 entries by default. */
    SYNC_GAP("syncGap", 5_000, 1, 1_000_000, Unit.COUNT),
    /** Events kept for one connection while its history is read: 1,000 by default. */
    JOIN_BUFFER("joinBuffer", 1_000, 1, 100_000, Unit.COUNT),
    /** Users named in one list of a room: 500 by default. */
    ROOM_USERS_SHOWN("roomUsersShown", 500, 1, 100_000, Unit.COUNT),
    /** Users of a room from which on its lists are gathered: 50 by default. */
    ROOM_USERS_COALESCED_FROM("roomUsersCoalescedFrom", 50, 1, 100_000, Unit.COUNT),
    /** Users of a room up to which each arrival, departure and change of status is sent: 1,000 by default. */
    NOTICE_USERS("noticeUsers", 1_000, 0, 100_000, Unit.COUNT),
    /** How long a large room's list is gathered: 1 s by default. */
    ROOM_USERS_INTERVAL("roomUsersInterval", 1_000, 1, 60_000, Unit.MILLIS),
    /** Rooms named in one list of rooms: 500 by default. */
    ROOMS_LISTED("roomsListed", 500, 1, 100_000, Unit.COUNT),
    /** Conversations in one list: 100 by default. */
    CONVERSATIONS_LISTED("conversationsListed", 100, 1, 1_000, Unit.COUNT),
    /** Users a connection may ask about or watch: 200 by default. */
    PRESENCE_WATCHED("presenceWatched", 200, 1, 10_000, Unit.COUNT),
    /** Users whose last visit is remembered: 100,000 by default, the longest away are forgotten first. */
    LAST_SEEN("lastSeen", 100_000, 1, 10_000_000, Unit.COUNT),
    /** How long a lost connection may come back before the user counts as gone: 5 s by default. */
    PRESENCE_GRACE("presenceGrace", 5_000, 0, 600_000, Unit.MILLIS),
    /** Users of a room up to which others see how far one has read: 50 by default. */
    RECEIPT_USERS("receiptUsers", 50, 0, 10_000, Unit.COUNT),
    /** How long typing shows without a repetition: 6 s by default. */
    TYPING_EXPIRY("typingExpiry", 6_000, 100, 600_000, Unit.MILLIS),
    /** Users shown as typing in one room at a time: 100 by default; more are not shown. */
    TYPING_USERS("typingUsers", 100, 0, 10_000, Unit.COUNT),
    /** Messages, edits, deletions and reactions a user may send at once: 20 by default. */
    MESSAGE_BURST("messageBurst", 20, 1, 1_000_000, Unit.COUNT),
    /** How long until a user may send one more: 200 ms by default. */
    MESSAGE_INTERVAL("messageInterval", 200, 0, 600_000, Unit.MILLIS),
    /** Commands a connection may send at once: 100 by default. */
    COMMAND_BURST("commandBurst", 100, 1, 1_000_000, Unit.COUNT),
    /** How long until a connection may send one more: 20 ms by default. */
    COMMAND_INTERVAL("commandInterval", 20, 0, 600_000, Unit.MILLIS),
    /** Bytes that wait to be stored: 16 MiB by default. */
    PENDING_BYTES("pendingBytes", 16_777_216, 1_024, 1_073_741_824, Unit.BYTES),
    /** Entries stored with one call: 500 by default. */
    BATCH_ENTRIES("batchEntries", 500, 1, 10_000, Unit.COUNT),
    /** Bytes stored with one call: 1 MiB by default. */
    BATCH_BYTES("batchBytes", 1_048_576, 1_024, 16_777_216, Unit.BYTES),
    /** Reads that wait for the store: 10,000 by default. */
    PENDING_READS("pendingReads", 10_000, 1, 1_000_000, Unit.COUNT),
    /** How long the store may take before a command is refused: 10 s by default. */
    STORE_TIMEOUT("storeTimeout", 10_000, 1, 600_000, Unit.MILLIS),
    /** Notifications in one page of an inbox: 100 by default. */
    NOTIFICATIONS_PAGE("notificationsPage", 100, 1, 1_000, Unit.COUNT),
    /** Ids in one acknowledgement of notifications: 500 by default. */
    NOTIFICATION_IDS("notificationIds", 500, 1, 10_000, Unit.COUNT),
    /** How long before a token's end the client is notified: 60 s by default. */
    TOKEN_WARNING("tokenWarning", 60_000, 0, 86_400_000, Unit.MILLIS),
    /** How long after a token's end the connection stays for a renewal: 30 s by default. */
    TOKEN_GRACE("tokenGrace", 30_000, 0, 86_400_000, Unit.MILLIS),
    /** How long a handshake may take to authenticate: 10 s by default. */
    AUTHENTICATION_TIMEOUT("authenticationTimeout", 10_000, 1, 600_000, Unit.MILLIS),
    /** How long a graceful close waits for what is still to be stored: 10 s by default. */
    CLOSE_TIMEOUT("closeTimeout", 10_000, 0, 600_000, Unit.MILLIS),
    /** How long a graceful close waits then for clients to take what was sent to them: 1 s by default. */
    FLUSH_TIMEOUT("flushTimeout", 1_000, 0, 60_000, Unit.MILLIS);

    private final String wireName;
    private final long defaultValue;
    private final long min;
    private final long max;
    private final Unit unit;

    Limit(String wireName, long defaultValue, long min, long max, Unit unit) {
        this.wireName = wireName;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.unit = unit;
    }

    /**
     * The name by which a refusal mentions it, such as {@code textGraphemes}.
     *
     * @return the name
     */
    public String wireName() {
        return wireName;
    }

    /**
     * The value unless it is set.
     *
     * @return a number, of milliseconds if it is a time
     */
    public long defaultValue() {
        return defaultValue;
    }

    /**
     * The lowest value that it may be set to.
     *
     * @return a number, of milliseconds if it is a time
     */
    public long min() {
        return min;
    }

    /**
     * Whether the value is a time in milliseconds.
     *
     * @return true for times, false for counts and bytes
     */
    public boolean isTime() {
        return unit == Unit.MILLIS;
    }

    /** Returns {@code value} if the limit may be set to it. */
    long check(long value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(wireName + " must be " + min + " to " + max + unitName() + ": " + value);
        }
        return value;
    }

    String unitName() {
        return unit.suffix;
    }

    private enum Unit {
        COUNT(""),
        BYTES(" bytes"),
        MILLIS(" ms");

        private final String suffix;

        Unit(String suffix) {
            this.suffix = suffix;
        }
    }
}
