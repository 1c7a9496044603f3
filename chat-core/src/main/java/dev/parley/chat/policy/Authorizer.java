package dev.parley.chat.policy;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;

/**
 * Decides what users may do, in addition to the rules of rooms and moderation, which always apply. Every method has a
 * default, so applications override only what differs.
 *
 * <p>Called concurrently on the engine's handler threads, outside all locks; may block, at the expense of the user's
 * latency. A {@link ChatException} refuses with its own code, any other exception with {@link ErrorCode#INTERNAL}.
 */
public interface Authorizer {

    /** The role in {@link User#roles()} whose users may by default moderate every room and export everything. */
    String ADMIN_ROLE = "admin";

    /** The role in {@link User#roles()} whose users may by default moderate every room. */
    String MODERATOR_ROLE = "moderator";

    /** The default rules. */
    Authorizer DEFAULT = new Authorizer() {};

    /**
     * Whether a user may join a room. By default always; private rooms additionally require an invitation or {@link
     * #mayModerate}.
     *
     * @param user the user
     * @param room a room with a free name
     * @return true if allowed
     */
    default boolean mayJoin(User user, RoomName room) {
        return true;
    }

    /**
     * Whether a user may send messages and reactions to a room the user is in. By default always.
     *
     * @param user the user
     * @param room the room
     * @return true if allowed
     */
    default boolean maySend(User user, RoomName room) {
        return true;
    }

    /**
     * Whether a user may send private messages to another one. By default always.
     *
     * @param user the sender
     * @param to the recipient, who may not exist
     * @return true if allowed
     */
    default boolean mayMessage(User user, UserId to) {
        return true;
    }

    /**
     * Whether a user may edit a message. By default only its author.
     *
     * @param user the user
     * @param message the message
     * @return true if allowed
     */
    default boolean mayEdit(User user, Message message) {
        return user.id().equals(message.sender().id());
    }

    /**
     * Whether a user may moderate a room without a role in it. By default with {@link #ADMIN_ROLE} or {@link
     * #MODERATOR_ROLE}.
     *
     * @param user the user
     * @param room a room with a free name
     * @return true if allowed
     */
    default boolean mayModerate(User user, RoomName room) {
        return user.hasRole(ADMIN_ROLE) || user.hasRole(MODERATOR_ROLE);
    }

    /**
     * Whether a user may subscribe to the events of an entity. By default never.
     *
     * @param user the user
     * @param entity the application's name of the entity, such as {@code project:17}
     * @return true if allowed
     */
    default boolean maySubscribe(User user, String entity) {
        return false;
    }

    /**
     * Whether a user may see the presence of another one without sharing a room. By default always.
     *
     * @param user the user
     * @param other the other user
     * @return true if allowed
     */
    default boolean maySeePresence(User user, UserId other) {
        return true;
    }

    /**
     * Whether a user may export a room. By default with {@link #ADMIN_ROLE}. The engine itself offers no export to
     * clients; applications call this through {@link dev.parley.chat.ChatEngine#mayExport}.
     *
     * @param user the user
     * @param room the room
     * @return true if allowed
     */
    default boolean mayExport(User user, RoomName room) {
        return user.hasRole(ADMIN_ROLE);
    }
}
