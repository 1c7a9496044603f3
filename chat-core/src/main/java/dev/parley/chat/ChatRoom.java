package dev.parley.chat;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A room with a free name, as a target for the application, whether or not anybody is in it. Immutable; methods may be called
 * from any thread and never block. Stages end on the engine's handler threads and fail with a {@link ChatException}.
 *
 * <p>The application is not asked whether it may: limits, authorizer, interceptors, mutes and freezes are for clients.
 */
public final class ChatRoom {

    private final EngineAssembly assembly;
    private final RoomName name;

    ChatRoom(EngineAssembly assembly, RoomName name) {
        this.assembly = assembly;
        this.name = name;
    }

    /**
     * Which room.
     *
     * @return its name
     */
    public RoomName name() {
        return name;
    }

    /**
     * Sends a message in the name of the system.
     *
     * @param text plain text
     * @return the stored message
     */
    public CompletionStage<Message> send(String text) {
        return send(Content.of(text));
    }

    /**
     * Sends a message in the name of the system.
     *
     * @param content what: at most 10 attachments with data, or {@link Limit#ATTACHMENTS} if that is more, because the parsers of clients take
     *     no more in a packet; and at most twice {@link Limit#PAGE_BYTES}, data in base64
     * @return the stored message; fails with a {@link ChatException} of {@link ErrorCode#LIMIT_EXCEEDED} beyond these bounds
     */
    public CompletionStage<Message> send(Content content) {
        return write(new Sender(UserId.SYSTEM, assembly.texts().systemName()), content, null);
    }

    /**
     * Sends a message in the name of a user.
     *
     * @param user who says it; need not be in the room
     * @param content what, within the bounds of {@link #send(Content)}
     * @param clientMsgId makes a repetition safe, see {@link EntryDraft#clientMsgId}; null for none
     * @return the stored message; the first one if this is a repetition
     */
    public CompletionStage<Message> sendAs(User user, Content content, @Nullable String clientMsgId) {
        return write(user.asSender(), content, clientMsgId);
    }

    private CompletionStage<Message> write(Sender sender, Content content, @Nullable String clientMsgId) {
        ChatContext context = assembly.context();
        EntryDraft draft = EntryDraft.message(
                        name,
                        context.ids().message(),
                        sender,
                        context.scheduler().now(),
                        content)
                .withClientMsgId(clientMsgId);
        return assembly.onHandlers(assembly.writer().write(draft).thenCompose(assembly.writer()::message));
    }

    /**
     * Deletes a message; a tombstone remains.
     *
     * @param id which
     * @return ends when it is stored; fails with {@link ErrorCode#NOT_FOUND} if there is no such message
     */
    public CompletionStage<?> delete(MessageId id) {
        Sender system = new Sender(UserId.SYSTEM, assembly.texts().systemName());
        return assembly.onHandlers(assembly.changes().delete(name, id, system, message -> {}));
    }

    /**
     * Sends an event of the application to those who are in the room.
     *
     * @param event its name, any but those that Socket.IO reserves
     * @param arguments what it carries
     */
    public void emit(String event, @Nullable Object... arguments) {
        assembly.context().delivery().emit(List.of(name.key()), event, arguments);
    }

    /**
     * Announces something to those who are in the room, without storing it.
     *
     * @param text what to show
     */
    public void announce(String text) {
        LiveRoom live = assembly.rooms().find(name);
        if (live != null) {
            var data = Audience.announcement(assembly.context(), text, null);
            data.put("room", Wire.room(name));
            live.send(OutgoingEvent.of("announcement", data), null);
        }
    }

    /**
     * The newest messages.
     *
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the messages as they are now, ascending
     */
    public CompletionStage<List<Message>> history(int limit) {
        return history(MessageQuery.tail(name, limit));
    }

    /**
     * Some messages.
     *
     * @param query which, of this room
     * @return the messages as they are now, ascending
     */
    public CompletionStage<List<Message>> history(MessageQuery query) {
        if (!query.room().equals(name)) {
            throw new IllegalArgumentException("a query for " + query.room() + " in " + name);
        }
        return assembly.onHandlers(assembly.context().store().read(name, store -> store.messages(query)));
    }

    /**
     * The users who are in the room, each once.
     *
     * @return the users now, in the order of joining
     */
    public List<User> users() {
        LiveRoom live = assembly.rooms().find(name);
        return live == null ? List.of() : live.people();
    }

    /**
     * Whether a user may join the room now, as bans, invitations and the authorizer have it; for the application's own ways to a
     * room.
     *
     * @param user who
     * @return true if the user may
     */
    public CompletionStage<Boolean> admits(User user) {
        return assembly.onHandlers(assembly.moderators().admits(user, name));
    }

    /**
     * Moderates in the name of the system.
     *
     * @param action what, but not {@link ModerationAction#DELETE}, which is {@link #delete}
     * @param user whom it concerns, or null if the action concerns the room
     * @param duration how long, or null if it has no end; for slow mode the interval
     * @param reason a sentence for the room, or empty
     * @return ends when it holds and is stored
     */
    public CompletionStage<?> moderate(
            ModerationAction action, @Nullable UserId user, @Nullable Duration duration, String reason) {
        if ((user == null) == action.concernsUser()
                || action == ModerationAction.DELETE
                || action == ModerationAction.ROLE) {
            throw new IllegalArgumentException(action + " for user " + user);
        }
        return assembly.onHandlers(assembly.moderators()
                .moderate(new Moderation(name, action, UserId.SYSTEM, user, duration, null, reason)));
    }

    /**
     * Gives a user a role in this room.
     *
     * @param user who
     * @param role the role
     * @return ends when it holds and is stored
     */
    public CompletionStage<?> role(UserId user, RoomRole role) {
        return assembly.onHandlers(assembly.moderators()
                .moderate(new Moderation(name, ModerationAction.ROLE, UserId.SYSTEM, user, null, role, "")));
    }

    /**
     * Forgets the messages that are older than the newest ones.
     *
     * @param keep how many entries of the log to keep, 0 or more
     * @return how many entries are gone
     */
    public CompletionStage<Long> purge(long keep) {
        return assembly.onHandlers(assembly.context().store().read(name, store -> {
            Head head = store.head(name);
            long through = head.lastSeq() - keep;
            return through <= head.purgedSeq() ? 0L : store.purge(name, through);
        }));
    }

    /**
     * Forgets everything that was said. The room's log begins a new epoch, and everybody in it is asked to begin anew.
     *
     * @return ends when it is done
     */
    public CompletionStage<?> clear() {
        return assembly.onHandlers(assembly.context().store().read(name, store -> {
            Head head = store.resetRoom(name);
            assembly.publisher().reset(name, head.epoch());
            return head;
        }));
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name.value();
    }
}
