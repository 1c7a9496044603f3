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
     * A message was stored and published to the clients of this engine. In a cluster each engine calls this that publishes
     * the message: the one that stored it, and those with clients in the room or with one of the two users of a private
     * conversation. For what has to be done once in the cluster, see {@link #onMessageStored}.
     *
     * @param message the message
     */
    default void onMessage(Message message) {}

    /**
     * An edit, deletion or reaction was stored and published to the clients of this engine; in a cluster as with {@link
     * #onMessage}.
     *
     * @param change the log entry
     */
    default void onChange(Entry change) {}

    /**
     * A message was stored through this engine. In a cluster only the engine that stored it calls this: once at most for a
     * message. It is not called if the engine ends before, if calls are dropped, or if the store failed without
     * saying that it had stored the message. Who must not miss one reads the store ({@link
     * dev.parley.store.MessageStore}) from where it left off.
     *
     * @param message the message as it was stored
     */
    default void onMessageStored(Message message) {}

    /**
     * An edit, deletion or reaction was stored through this engine; once at most in a cluster, as with {@link
     * #onMessageStored}.
     *
     * @param change the log entry
     */
    default void onChangeStored(Entry change) {}

    /**
     * A notification was stored through this engine, and sent to the user's devices. In a cluster only this engine calls
     * it.
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
