package dev.parley.chat;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.Person;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A user as a target for the application, connected or not. Immutable and thread-safe; never blocks. Stages complete on
 * the engine's handler threads and fail with a {@link ChatException}.
 */
public final class ChatUser {

    private final EngineAssembly assembly;
    private final UserId id;

    ChatUser(EngineAssembly assembly, UserId id) {
        this.assembly = assembly;
        this.id = id;
    }

    /**
     * Returns the user's id.
     *
     * @return the id
     */
    public UserId id() {
        return id;
    }

    /**
     * Adds a notification to the user's inbox and sends it to all devices.
     *
     * @param notification the notification
     * @return the stored notification
     */
    public CompletionStage<InboxItem> notify(Notification notification) {
        return assembly.onHandlers(assembly.inboxes().notify(id, notification));
    }

    /**
     * Emits an application event to all connected devices of the user.
     *
     * @param event its name, except those reserved by Socket.IO
     * @param arguments its arguments
     */
    public void emit(String event, @Nullable Object... arguments) {
        assembly.context().delivery().emit(List.of(EventDelivery.inbox(id)), event, arguments);
    }

    /**
     * Sends an announcement to all connected devices of the user.
     *
     * @param text the text to show
     */
    public void announce(String text) {
        assembly.context()
                .delivery()
                .send(
                        EventDelivery.inbox(id),
                        ServerEvent.ANNOUNCEMENT,
                        Audience.announcement(assembly.context(), text, null));
    }

    /**
     * Sends a private message to the user as another user; limits, authorizer and interceptors do not apply.
     *
     * @param from the sender
     * @param text plain text
     * @return the stored message
     */
    public CompletionStage<Message> send(User from, String text) {
        RoomName room = RoomName.direct(from.id(), id);
        ChatContext context = assembly.context();
        return assembly.onHandlers(assembly.conversations()
                .begin(room, from)
                .thenCompose(known -> context.store()
                        .append(EntryDraft.message(
                                room,
                                context.ids().message(),
                                from.asSender(),
                                context.scheduler().now(),
                                Content.of(text))))
                .thenCompose(context.store()::message));
    }

    /**
     * Returns the user's presence, as others see it.
     *
     * @return the current presence
     */
    public Presence presence() {
        return assembly.context().people().presence(id);
    }

    /**
     * Returns whether the user has a connection, or had one within the grace period, even if invisible to others.
     *
     * @return true if so
     */
    public boolean isConnected() {
        return assembly.context().people().find(id) != null;
    }

    /**
     * Returns the rooms that the user is in, across all devices.
     *
     * @return the current rooms
     */
    public List<RoomName> rooms() {
        Person person = assembly.context().people().find(id);
        return person == null ? List.of() : person.rooms();
    }

    /**
     * Closes all connections of the user, who may reconnect unless the authenticator refuses; also those to other engines of
     * the {@link ChatEngineBuilder#cluster cluster}, while hints reach them.
     *
     * @param reason sent to the client in a {@code serverNotice}
     */
    public void disconnect(String reason) {
        assembly.disconnect(id, new ChatException(ErrorCode.FORBIDDEN, reason));
    }

    /**
     * Revokes the user's credentials that were issued before a time: "log out everywhere". Connections with such
     * credentials, and those whose credentials do not say when they were issued ({@link User#issuedAt}), are closed. From then on a
     * connection or a renewal with credentials issued before that time is refused with {@link ErrorCode#UNAUTHENTICATED};
     * those of unknown age can only be refused by the authenticator. An earlier time than that of an earlier call changes
     * nothing.
     *
     * <p>It is kept in the store as a record of the user until the user is erased, and so holds for every engine over this
     * store as soon as the stage completes. Connections to other engines are closed by a hint of the {@link
     * ChatEngineBuilder#cluster cluster}, and if hints are lost within five seconds, if their credentials say when they were
     * issued. Authenticating such credentials costs a call of the store; if that fails, the connection is refused with {@link
     * ErrorCode#STORE_UNAVAILABLE}.
     *
     * @param issuedBefore the time, such as now; the {@code iat} of a JWT has whole seconds, so that one that is issued in the
     *     second of this time may be refused, too
     * @param reason sent to the clients in a {@code serverNotice}
     * @return completes once it is stored and the connections to this engine are closed
     */
    public CompletionStage<Void> revoke(Instant issuedBefore, String reason) {
        return assembly.onHandlers(assembly.revoke(id, issuedBefore, reason));
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return id.value();
    }
}
