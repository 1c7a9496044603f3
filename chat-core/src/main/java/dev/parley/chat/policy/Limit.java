package dev.parley.chat.policy;

/** The engine's limits, each with its wire name, default and allowed range; see {@link ChatLimits}. */
public enum Limit {
    /** Characters of a message, as perceived by readers: 4,000 by default. */
    TEXT_GRAPHEMES("textGraphemes", 4_000, 1, 100_000, Unit.COUNT),
    /** UTF-8 bytes of a message's text: 16 KiB by default. */
    TEXT_BYTES("textBytes", 16_384, 4, 524_288, Unit.BYTES),
    /** Characters of a display name: 64 by default. */
    NAME_GRAPHEMES("nameGraphemes", 64, 1, 128, Unit.COUNT),
    /** Bytes of a display name: 512 by default, and at most 256 UTF-16 units in any case. */
    NAME_BYTES("nameBytes", 512, 4, 768, Unit.BYTES),
    /** Characters of a room's name: 64 by default. */
    ROOM_NAME_GRAPHEMES("roomNameGraphemes", 64, 1, 128, Unit.COUNT),
    /** Bytes of a room's name: 512 by default, and at most 256 UTF-16 units in any case. */
    ROOM_NAME_BYTES("roomNameBytes", 512, 4, 768, Unit.BYTES),
    /** Characters of a status text or a moderator's reason: 140 by default. */
    SHORT_TEXT_GRAPHEMES("shortTextGraphemes", 140, 1, 1_000, Unit.COUNT),
    /** Chars of a {@code clientMsgId}: 64 by default. */
    CLIENT_MSG_ID("clientMsgId", 64, 1, 128, Unit.COUNT),
    /** Mentions per message: 50 by default. */
    MENTIONS("mentions", 50, 0, 1_000, Unit.COUNT),
    /** Attachments per message: 10 by default. */
    ATTACHMENTS("attachments", 10, 0, 32, Unit.COUNT),
    /** Total bytes carried by a message's attachments: 512 KiB by default. */
    ATTACHMENT_BYTES("attachmentBytes", 524_288, 0, 4_194_304, Unit.BYTES),
    /** Characters of a file name: 255 by default. */
    FILE_NAME_GRAPHEMES("fileNameGraphemes", 255, 1, 512, Unit.COUNT),
    /** Bytes of a file name: 1 KiB by default, and at most 1,024 UTF-16 units in any case. */
    FILE_NAME_BYTES("fileNameBytes", 1_024, 4, 3_072, Unit.BYTES),
    /** Distinct reactions per message: 20 by default. */
    REACTIONS("reactions", 20, 1, 1_000, Unit.COUNT),
    /** Rooms per connection: 50 by default. */
    ROOMS_PER_CONNECTION("roomsPerConnection", 50, 1, 10_000, Unit.COUNT),
    /** Rooms per user, across all connections: 200 by default. */
    ROOMS_PER_USER("roomsPerUser", 200, 1, 100_000, Unit.COUNT),
    /** Rooms in memory at a time, not counting predefined ones: 100,000 by default. */
    ROOMS("rooms", 100_000, 1, 10_000_000, Unit.COUNT),
    /** Users per room at a time: 100,000 by default. */
    USERS_PER_ROOM("usersPerRoom", 100_000, 1, 10_000_000, Unit.COUNT),
    /** Connections per user: 20 by default. */
    CONNECTIONS_PER_USER("connectionsPerUser", 20, 1, 10_000, Unit.COUNT),
    /** Entity subscriptions per connection: 100 by default. */
    SUBSCRIPTIONS("subscriptions", 100, 0, 10_000, Unit.COUNT),
    /** Messages sent on joining, unless the client asks for another number: 20 by default. */
    HISTORY_ON_JOIN("historyOnJoin", 20, 0, 500, Unit.COUNT),
    /**
     * Bytes of a page of history, changes, conversations or notifications, attachments counted as base64: 1 MiB by
     * default. A page has at least one entry.
     */
    PAGE_BYTES("pageBytes", 1_048_576, 16_384, 67_108_864, Unit.BYTES),
    /** Messages per page of history: 100 by default. */
    HISTORY_PAGE("historyPage", 100, 1, 500, Unit.COUNT),
    /** Changes per answer to {@code syncRoom}: 500 by default. */
    SYNC_PAGE("syncPage", 500, 1, 5_000, Unit.COUNT),
    /** How far a client may be behind to catch up by changes, rather than reload: 5,000 entries by default. */
    SYNC_GAP("syncGap", 5_000, 1, 1_000_000, Unit.COUNT),
    /** Events buffered for a connection while its history is read: 1,000 by default. */
    JOIN_BUFFER("joinBuffer", 1_000, 1, 100_000, Unit.COUNT),
    /** Users listed per room: 500 by default. */
    ROOM_USERS_SHOWN("roomUsersShown", 500, 1, 100_000, Unit.COUNT),
    /** Number of users from which a room's user list updates are coalesced: 50 by default. */
    ROOM_USERS_COALESCED_FROM("roomUsersCoalescedFrom", 50, 1, 100_000, Unit.COUNT),
    /** Maximum room size for sending every join, leave and status change: 1,000 users by default. */
    NOTICE_USERS("noticeUsers", 1_000, 0, 100_000, Unit.COUNT),
    /** How long user list updates of a large room are coalesced: 1 s by default. */
    ROOM_USERS_INTERVAL("roomUsersInterval", 1_000, 1, 60_000, Unit.MILLIS),
    /** Rooms per room list: 500 by default. */
    ROOMS_LISTED("roomsListed", 500, 1, 100_000, Unit.COUNT),
    /** Conversations per list: 100 by default. */
    CONVERSATIONS_LISTED("conversationsListed", 100, 1, 1_000, Unit.COUNT),
    /** Users whose presence a connection may query or watch: 200 by default. */
    PRESENCE_WATCHED("presenceWatched", 200, 1, 10_000, Unit.COUNT),
    /** Users whose last visit is remembered: 100,000 by default; those away longest are evicted first. */
    LAST_SEEN("lastSeen", 100_000, 1, 10_000_000, Unit.COUNT),
    /** How long a lost connection may take to reconnect before the user counts as offline: 5 s by default. */
    PRESENCE_GRACE("presenceGrace", 5_000, 0, 600_000, Unit.MILLIS),
    /** Maximum room size for read receipts: 50 users by default. */
    RECEIPT_USERS("receiptUsers", 50, 0, 10_000, Unit.COUNT),
    /** How long a typing indicator lasts without being renewed: 6 s by default. */
    TYPING_EXPIRY("typingExpiry", 6_000, 100, 600_000, Unit.MILLIS),
    /** Typing indicators per room at a time: 100 by default; further ones are not shown. */
    TYPING_USERS("typingUsers", 100, 0, 10_000, Unit.COUNT),
    /** Messages, edits, deletions and reactions a user may send in a burst: 20 by default. */
    MESSAGE_BURST("messageBurst", 20, 1, 1_000_000, Unit.COUNT),
    /** Interval at which a user may send one more: 200 ms by default. */
    MESSAGE_INTERVAL("messageInterval", 200, 0, 600_000, Unit.MILLIS),
    /** Commands a connection may send in a burst: 100 by default. */
    COMMAND_BURST("commandBurst", 100, 1, 1_000_000, Unit.COUNT),
    /** Interval at which a connection may send one more: 20 ms by default. */
    COMMAND_INTERVAL("commandInterval", 20, 0, 600_000, Unit.MILLIS),
    /** Bytes queued for storage: 16 MiB by default. */
    PENDING_BYTES("pendingBytes", 16_777_216, 1_024, 1_073_741_824, Unit.BYTES),
    /** Entries per append call: 500 by default. */
    BATCH_ENTRIES("batchEntries", 500, 1, 10_000, Unit.COUNT),
    /** Bytes per append call: 1 MiB by default. */
    BATCH_BYTES("batchBytes", 1_048_576, 1_024, 16_777_216, Unit.BYTES),
    /** Queued reads of the store: 10,000 by default. */
    PENDING_READS("pendingReads", 10_000, 1, 1_000_000, Unit.COUNT),
    /** How long the store may take before a command fails: 10 s by default. */
    STORE_TIMEOUT("storeTimeout", 10_000, 1, 600_000, Unit.MILLIS),
    /** Notifications per page of an inbox: 100 by default. */
    NOTIFICATIONS_PAGE("notificationsPage", 100, 1, 1_000, Unit.COUNT),
    /** Ids per acknowledgement of notifications: 500 by default. */
    NOTIFICATION_IDS("notificationIds", 500, 1, 10_000, Unit.COUNT),
    /** How long before its token expires the client is notified: 60 s by default. */
    TOKEN_WARNING("tokenWarning", 60_000, 0, 86_400_000, Unit.MILLIS),
    /** How long after its token expires the connection stays open for a renewal: 30 s by default. */
    TOKEN_GRACE("tokenGrace", 30_000, 0, 86_400_000, Unit.MILLIS),
    /** How long authenticating a handshake may take: 10 s by default. */
    AUTHENTICATION_TIMEOUT("authenticationTimeout", 10_000, 1, 600_000, Unit.MILLIS),
    /** The time over which {@link dev.parley.chat.ChatEngine#drain()} spreads the moves of clients to other engines: 10 s by default. */
    DRAIN_WINDOW("drainWindow", 10_000, 0, 600_000, Unit.MILLIS),
    /** How long a graceful close waits for pending writes to the store: 10 s by default. */
    CLOSE_TIMEOUT("closeTimeout", 10_000, 0, 600_000, Unit.MILLIS),
    /** How long a graceful close then waits for outbound queues to be flushed: 1 s by default. */
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
     * Returns the name used in errors, such as {@code textGraphemes}.
     *
     * @return the name
     */
    public String wireName() {
        return wireName;
    }

    /**
     * Returns the default value.
     *
     * @return the value, in milliseconds if it is a time
     */
    public long defaultValue() {
        return defaultValue;
    }

    /**
     * Returns the minimum value.
     *
     * @return the value, in milliseconds if it is a time
     */
    public long min() {
        return min;
    }

    /**
     * Returns whether the value is a time in milliseconds.
     *
     * @return true for times, false for counts and bytes
     */
    public boolean isTime() {
        return unit == Unit.MILLIS;
    }

    /** Returns {@code value} if it is in the limit's range. */
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
