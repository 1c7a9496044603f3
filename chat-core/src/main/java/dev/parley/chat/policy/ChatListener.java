package dev.parley.chat.policy;

import dev.parley.model.Entry;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.User;

/**
 * Callbacks for the application. Invoked serially, in the order of events within a room, on a handler thread of the
 * engine and outside all locks; exceptions are logged and have no other effect. A blocking listener delays only other
 * callbacks; beyond {@value #MAX_WAITING} queued callbacks the newest are dropped and their number is logged.
 */
public interface ChatListener {

    /** Maximum number of queued callbacks. */
    int MAX_WAITING = 10_000;

    /**
     * A user opened a connection.
     *
     * @param user the user
     * @param socketId the connection
     */
    default void onConnect(User user, String socketId) {}

    /**
     * A user's connection ended.
     *
     * @param user the user
     * @param socketId the connection
     * @param reason Socket.IO's reason, such as {@code transport close}
     */
    default void onDisconnect(User user, String socketId, String reason) {}

    /**
     * A user joined a room with the first device.
     *
     * @param room the room
     * @param user the user
     */
    default void onJoin(RoomName room, User user) {}

    /**
     * A user left a room with the last device.
     *
     * @param room the room
     * @param user the user
     * @param reason the reason
     */
    default void onLeave(RoomName room, User user, LeaveReason reason) {}

    /**
     * A message was stored and published.
     *
     * @param message the message
     */
    default void onMessage(Message message) {}

    /**
     * An edit, deletion or reaction was stored and published.
     *
     * @param change the log entry
     */
    default void onChange(Entry change) {}

    /**
     * A notification was stored and published.
     *
     * @param item the notification
     */
    default void onNotification(InboxItem item) {}

    /**
     * A user's presence changed.
     *
     * @param presence the presence as others see it
     */
    default void onPresence(Presence presence) {}

    /**
     * A moderator took an action.
     *
     * @param moderation the action
     */
    default void onModeration(Moderation moderation) {}

    /**
     * A room was opened because somebody joined it or sent to it.
     *
     * @param room the room
     */
    default void onRoomOpened(RoomName room) {}

    /**
     * A room was unloaded because nobody is in it. Its history remains.
     *
     * @param room the room
     */
    default void onRoomClosed(RoomName room) {}
}
