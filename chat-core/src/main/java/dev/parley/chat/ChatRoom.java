package dev.parley.chat;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
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
import dev.parley.store.MessageStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A room with a free name as a target for the application, whether or not anybody is in it. Immutable and thread-safe;
 * never blocks. Stages complete on the engine's handler threads and fail with a {@link ChatException}.
 *
 * <p>The application needs no permission: limits, authorizer, interceptors, mutes and freezes apply to clients only.
 */
public final class ChatRoom {

    private final EngineAssembly assembly;
    private final RoomName name;

    ChatRoom(EngineAssembly assembly, RoomName name) {
        this.assembly = assembly;
        this.name = name;
    }

    /**
     * Returns the room's name.
     *
     * @return its name
     */
    public RoomName name() {
        return name;
    }

    /**
     * Sends a message as the system.
     *
     * @param text plain text
     * @return the stored message
     */
    public CompletionStage<Message> send(String text) {
        return send(Content.of(text));
    }

    /**
     * Sends a message as the system.
     *
     * @param content the content: at most 10 attachments with data, or {@link Limit#ATTACHMENTS} if that is more,
     *     because the clients' parsers accept no more per packet; and at most twice {@link Limit#PAGE_BYTES}, counting
     *     data as base64
     * @return the stored message; fails with a {@link ChatException} of {@link ErrorCode#LIMIT_EXCEEDED} beyond these
     *     bounds
     */
    public CompletionStage<Message> send(Content content) {
        return write(new Sender(UserId.SYSTEM, assembly.texts().systemName()), content, null);
    }

    /**
     * Sends a message as a user.
     *
     * @param user the sender; need not be in the room
     * @param content the content, within the bounds of {@link #send(Content)}
     * @param clientMsgId the idempotency key, see {@link EntryDraft#clientMsgId}; null for none
     * @return the stored message; the first one for a duplicate
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
        return assembly.onHandlers(assembly.context()
                .store()
                .append(draft)
                .thenCompose(assembly.context().store()::message));
    }

    /**
     * Deletes a message, leaving a tombstone.
     *
     * @param id the message's id
     * @return completes when it is stored; fails with {@link ErrorCode#NOT_FOUND} if there is no such message
     */
    public CompletionStage<Void> delete(MessageId id) {
        Sender system = new Sender(UserId.SYSTEM, assembly.texts().systemName());
        return assembly.onHandlers(
                assembly.changes().delete(name, id, system, message -> {}).thenAccept(deleted -> {}));
    }

    /**
     * Emits an application event to everybody in the room.
     *
     * @param event its name, except those reserved by Socket.IO
     * @param arguments its arguments
     */
    public void emit(String event, @Nullable Object... arguments) {
        assembly.context().delivery().emit(List.of(name.key()), event, arguments);
    }

    /**
     * Sends an announcement to everybody in the room, without storing it.
     *
     * @param text the text to show
     */
    public void announce(String text) {
        LiveRoom live = assembly.rooms().find(name);
        if (live != null) {
            var data = Audience.announcement(assembly.context(), text, null);
            data.put("room", Wire.room(name));
            live.send(OutgoingEvent.of(ServerEvent.ANNOUNCEMENT, data), null);
        }
    }

    /**
     * Reads the newest messages.
     *
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the messages in their current state, ascending
     */
    public CompletionStage<List<Message>> history(int limit) {
        return history(MessageQuery.tail(name, limit));
    }

    /**
     * Reads messages.
     *
     * @param query the query, for this room
     * @return the messages in their current state, ascending
     */
    public CompletionStage<List<Message>> history(MessageQuery query) {
        if (!query.room().equals(name)) {
            throw new IllegalArgumentException("a query for " + query.room() + " in " + name);
        }
        return assembly.onHandlers(assembly.context().store().read(name, store -> store.messages(query)));
    }

    /**
     * Returns the users in the room, each once.
     *
     * @return the current users, in order of joining
     */
    public List<User> users() {
        LiveRoom live = assembly.rooms().find(name);
        return live == null ? List.of() : live.people();
    }

    /**
     * Returns whether a user may currently join the room, considering bans, invitations and the authorizer; for the
     * application's own access to a room.
     *
     * @param user the user
     * @return true if allowed
     */
    public CompletionStage<Boolean> admits(User user) {
        return assembly.onHandlers(assembly.moderators().admits(user, name));
    }

    /**
     * Takes a moderation action as the system.
     *
     * @param action the action, except {@link ModerationAction#DELETE}, for which there is {@link #delete}
     * @param user the affected user, or null if the action affects the room
     * @param duration how long it lasts, or null if it is indefinite; for slow mode the interval
     * @param reason a sentence for the room, or empty
     * @return completes when it is in force and stored
     */
    public CompletionStage<Void> moderate(
            ModerationAction action, @Nullable UserId user, @Nullable Duration duration, String reason) {
        if ((user == null) == action.concernsUser()
                || action == ModerationAction.DELETE
                || action == ModerationAction.ROLE) {
            throw new IllegalArgumentException(action + " for user " + user);
        }
        return assembly.onHandlers(assembly.moderators()
                .moderate(new Moderation(name, action, UserId.SYSTEM, user, duration, null, reason))
                .thenAccept(stored -> {}));
    }

    /**
     * Assigns a role in this room to a user.
     *
     * @param user the user
     * @param role the role
     * @return completes when it is in force and stored
     */
    public CompletionStage<Void> role(UserId user, RoomRole role) {
        return assembly.onHandlers(assembly.moderators()
                .moderate(new Moderation(name, ModerationAction.ROLE, UserId.SYSTEM, user, null, role, ""))
                .thenAccept(stored -> {}));
    }

    /**
     * Purges all but the newest messages.
     *
     * @param keep the number of log entries to keep, 0 or more
     * @return the number of entries purged
     */
    public CompletionStage<Long> purge(long keep) {
        return assembly.onHandlers(assembly.context().store().read(name, store -> {
            Head head = store.head(name);
            long through = head.lastSeq() - keep;
            return through <= head.purgedSeq() ? 0L : purge(store, through);
        }));
    }

    private long purge(MessageStore store, long through) {
        try {
            return store.purge(name, through);
        } finally {
            assembly.shortened(name);
        }
    }

    /**
     * Removes all messages. The room's log starts a new epoch, and everybody in the room is asked to reload.
     *
     * @return completes when done
     */
    public CompletionStage<Void> clear() {
        return assembly.onHandlers(assembly.context()
                .store()
                .read(name, store -> {
                    Head head = store.resetRoom(name);
                    assembly.reset(head);
                    return head;
                })
                .thenAccept(head -> {}));
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name.value();
    }
}
