package dev.parley.chat.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands of the catalogue: the names of the wire, what each takes and what it may be answered. */
public enum ClientCommand {
    JOIN_ROOM("joinRoom", Commands.JoinRoom.class, Answers.Joined.class),
    LEAVE_ROOM("leaveRoom", Commands.InRoom.class, Answers.Left.class),
    GET_ROOM_USERS("getRoomUsers", Commands.InRoom.class, Events.RoomUsers.class),
    LIST_ROOMS("listRooms", Commands.Nothing.class, Answers.RoomList.class),
    CHAT_MESSAGE("chatMessage", Commands.ChatMessage.class, Answers.Sent.class),
    EDIT_MESSAGE("editMessage", Commands.EditMessage.class, Answers.Edited.class),
    DELETE_MESSAGE("deleteMessage", Commands.DeleteMessage.class, Answers.Deleted.class),
    REACT_MESSAGE("reactMessage", Commands.ReactMessage.class, Answers.Reacted.class),
    GET_HISTORY("getHistory", Commands.GetHistory.class, Answers.HistoryPage.class),
    SYNC_ROOM("syncRoom", Commands.SyncRoom.class, Answers.SyncedChanges.class, Answers.SyncedReset.class),
    MARK_READ("markRead", Commands.MarkRead.class, Answers.MarkedRead.class),
    TYPING("typing", Commands.InRoom.class, Answers.Done.class),
    STOP_TYPING("stopTyping", Commands.InRoom.class, Answers.Done.class),
    PRIVATE_MESSAGE("privateMessage", Commands.PrivateMessage.class, Answers.PrivatelySent.class),
    GET_CONVERSATIONS("getConversations", Commands.GetConversations.class, Answers.ConversationList.class),
    GET_NOTIFICATIONS("getNotifications", Commands.GetNotifications.class, Answers.NotificationList.class),
    ACK_NOTIFICATION("ackNotification", Commands.AckNotification.class, Answers.NotificationsRead.class),
    SET_STATUS("setStatus", Commands.SetStatus.class, Answers.StatusSet.class),
    GET_PRESENCE("getPresence", Commands.GetPresence.class, Answers.PresenceList.class),
    SUBSCRIBE("subscribe", Commands.OfEntity.class, Answers.Subscription.class),
    UNSUBSCRIBE("unsubscribe", Commands.OfEntity.class, Answers.Subscription.class),
    MODERATE("moderate", Commands.Moderate.class, Answers.Moderated.class),
    GET_MODERATION("getModeration", Commands.GetModeration.class, Answers.ModerationState.class),
    RENEW_TOKEN("renewToken", Commands.RenewToken.class, Answers.Renewed.class);

    private final String wireName;
    private final Class<? extends WireValue> payload;
    private final Class<? extends WireValue> answer;
    private final @Nullable Class<? extends WireValue> otherAnswer;

    ClientCommand(String wireName, Class<? extends WireValue> payload, Class<? extends WireValue> answer) {
        this(wireName, payload, answer, null);
    }

    ClientCommand(
            String wireName,
            Class<? extends WireValue> payload,
            Class<? extends WireValue> answer,
            @Nullable Class<? extends WireValue> otherAnswer) {
        this.wireName = wireName;
        this.payload = payload;
        this.answer = answer;
        this.otherAnswer = otherAnswer;
    }

    public String wireName() {
        return wireName;
    }

    /** What a client sends with it. */
    public Class<? extends WireValue> payload() {
        return payload;
    }

    /** What it may be answered, beside a refusal. */
    public List<Class<? extends WireValue>> answers() {
        return otherAnswer == null ? List.of(answer) : List.of(answer, otherAnswer);
    }
}
