package dev.parley.chat.policy;

import dev.parley.model.Entry;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.User;

/**
 * Told what happened. Calls come one after the other, in the order of events within a room, on a thread of the engine's
 * handlers and outside all locks; a listener that throws is logged and harms nobody. A listener that blocks delays only
 * listeners; when more than {@value #MAX_WAITING} calls wait, the newest are dropped and counted in the log.
 */
public interface ChatListener {

    /** The most calls that wait. */
    int MAX_WAITING = 10_000;

    /**
     * A user has a further connection.
     *
     * @param user who
     * @param socketId the connection
     */
    default void onConnect(User user, String socketId) {}

    /**
     * A user has lost a connection.
     *
     * @param user who
     * @param socketId the connection
     * @param reason Socket.IO's words, such as {@code transport close}
     */
    default void onDisconnect(User user, String socketId, String reason) {}

    /**
     * A user is in a room, with the first device.
     *
     * @param room where
     * @param user who
     */
    default void onJoin(RoomName room, User user) {}

    /**
     * A user is no longer in a room, with any device.
     *
     * @param room where
     * @param user who
     * @param reason why
     */
    default void onLeave(RoomName room, User user, LeaveReason reason) {}

    /**
     * A message was stored and sent.
     *
     * @param message the message
     */
    default void onMessage(Message message) {}

    /**
     * An edit, deletion or reaction was stored and sent.
     *
     * @param change the entry of the log
     */
    default void onChange(Entry change) {}

    /**
     * A notification was stored and sent.
     *
     * @param item the notification
     */
    default void onNotification(InboxItem item) {}

    /**
     * A user's presence changed.
     *
     * @param presence what others see
     */
    default void onPresence(Presence presence) {}

    /**
     * Somebody moderated.
     *
     * @param moderation what
     */
    default void onModeration(Moderation moderation) {}

    /**
     * A room came into being, because somebody joined it or sent to it.
     *
     * @param room which
     */
    default void onRoomOpened(RoomName room) {}

    /**
     * A room is no longer in memory, because nobody is in it. What was said in it remains.
     *
     * @param room which
     */
    default void onRoomClosed(RoomName room) {}
}
