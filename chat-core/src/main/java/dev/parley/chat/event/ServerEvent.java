package dev.parley.chat.event;

/** The events of the catalogue: the names of the wire, and what each carries. */
public enum ServerEvent {
    SESSION("session", Events.Session.class),
    CHAT_HISTORY("chatHistory", Events.ChatHistory.class),
    ROOM_CHANGES("roomChanges", Events.RoomChanges.class),
    ROOM_RESET("roomReset", Events.RoomReset.class),
    MESSAGE("message", WireObjects.Message.class),
    MESSAGE_UPDATED("messageUpdated", Events.MessageUpdated.class),
    MESSAGE_DELETED("messageDeleted", Events.MessageDeleted.class),
    REACTION("reaction", Events.Reaction.class),
    USER_JOINED("userJoined", Events.UserJoined.class),
    USER_LEFT("userLeft", Events.UserLeft.class),
    ROOM_USERS("roomUsers", Events.RoomUsers.class),
    TYPING("typing", Events.Typist.class),
    STOP_TYPING("stopTyping", Events.Typist.class),
    PRIVATE_MESSAGE("privateMessage", Events.PrivateMessage.class),
    RECEIPT("receipt", Events.Receipt.class),
    UNREAD("unread", Events.Unread.class),
    PRESENCE("presence", Events.Presence.class),
    NOTIFICATION("notification", Events.Notification.class),
    MODERATION("moderation", Events.Moderation.class),
    ANNOUNCEMENT("announcement", Events.Announcement.class),
    SERVER_NOTICE("serverNotice", Events.ServerNotice.class),
    TOKEN_EXPIRING("tokenExpiring", Events.TokenExpiring.class);

    private final String wireName;
    private final Class<? extends WireValue> payload;

    ServerEvent(String wireName, Class<? extends WireValue> payload) {
        this.wireName = wireName;
        this.payload = payload;
    }

    public String wireName() {
        return wireName;
    }

    /** What it carries. */
    public Class<? extends WireValue> payload() {
        return payload;
    }
}
