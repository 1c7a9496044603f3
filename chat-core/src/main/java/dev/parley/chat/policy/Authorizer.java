package dev.parley.chat.policy;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;

/**
 * Says what a user may do, on top of the rules of rooms and moderation, which hold in any case. Every method has a default,
 * so that an application states only what differs.
 *
 * <p>Called on the engine's handler threads, outside all locks, by several at a time; may block, but then the user waits.
 * An exception refuses with {@link ErrorCode#INTERNAL}, a {@link ChatException} with its own code.
 */
public interface Authorizer {

    /** The role in {@link User#roles()} that may moderate every room and export everything by default. */
    String ADMIN_ROLE = "admin";

    /** The role in {@link User#roles()} that may moderate every room by default. */
    String MODERATOR_ROLE = "moderator";

    /** What holds unless an application says otherwise. */
    Authorizer DEFAULT = new Authorizer() {};

    /**
     * Whether a user may join a room. Yes by default; private rooms ask for an invitation or {@link #mayModerate} as well.
     *
     * @param user who
     * @param room a room with a free name
     * @return true if the user may
     */
    default boolean mayJoin(User user, RoomName room) {
        return true;
    }

    /**
     * Whether a user may send messages and reactions to a room that the user is in. Yes by default.
     *
     * @param user who
     * @param room where
     * @return true if the user may
     */
    default boolean maySend(User user, RoomName room) {
        return true;
    }

    /**
     * Whether a user may send private messages to another. Yes by default.
     *
     * @param user who
     * @param to to whom; it is not known whether there is such a user
     * @return true if the user may
     */
    default boolean mayMessage(User user, UserId to) {
        return true;
    }

    /**
     * Whether a user may edit a message. The author, by default.
     *
     * @param user who
     * @param message which
     * @return true if the user may
     */
    default boolean mayEdit(User user, Message message) {
        return user.id().equals(message.sender().id());
    }

    /**
     * Whether a user may moderate a room without a role in it. {@link #ADMIN_ROLE} and {@link #MODERATOR_ROLE}, by default.
     *
     * @param user who
     * @param room a room with a free name
     * @return true if the user may
     */
    default boolean mayModerate(User user, RoomName room) {
        return user.hasRole(ADMIN_ROLE) || user.hasRole(MODERATOR_ROLE);
    }

    /**
     * Whether a user may subscribe to the events of an entity. No by default.
     *
     * @param user who
     * @param entity the application's name for it, such as {@code project:17}
     * @return true if the user may
     */
    default boolean maySubscribe(User user, String entity) {
        return false;
    }

    /**
     * Whether a user may see who else is online without a common room. Yes by default.
     *
     * @param user who
     * @param other whose presence
     * @return true if the user may
     */
    default boolean maySeePresence(User user, UserId other) {
        return true;
    }

    /**
     * Whether a user may export a room. {@link #ADMIN_ROLE}, by default. The engine offers no export to clients itself; an
     * application asks this through {@link dev.parley.chat.ChatEngine#mayExport}.
     *
     * @param user who
     * @param room which
     * @return true if the user may
     */
    default boolean mayExport(User user, RoomName room) {
        return user.hasRole(ADMIN_ROLE);
    }
}
