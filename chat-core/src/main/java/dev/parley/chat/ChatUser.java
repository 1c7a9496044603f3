package dev.parley.chat;

import dev.parley.chat.event.EventDelivery;
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
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A user, as a target for the application, connected or not. Immutable; methods may be called from any thread and never
 * block. Stages end on the engine's handler threads and fail with a {@link ChatException}.
 */
public final class ChatUser {

    private final EngineAssembly assembly;
    private final UserId id;

    ChatUser(EngineAssembly assembly, UserId id) {
        this.assembly = assembly;
        this.id = id;
    }

    /**
     * Who.
     *
     * @return the id
     */
    public UserId id() {
        return id;
    }

    /**
     * Puts a notification in the user's inbox and sends it to all devices.
     *
     * @param notification what to send
     * @return the stored notification
     */
    public CompletionStage<InboxItem> notify(Notification notification) {
        return assembly.onHandlers(assembly.inboxes().notify(id, notification));
    }

    /**
     * Sends an event of the application to all connected devices of the user.
     *
     * @param event its name, any but those that Socket.IO reserves
     * @param arguments what it carries
     */
    public void emit(String event, @Nullable Object... arguments) {
        assembly.context().delivery().emit(List.of(EventDelivery.inbox(id)), event, arguments);
    }

    /**
     * Announces something to all connected devices of the user.
     *
     * @param text what to show
     */
    public void announce(String text) {
        assembly.context()
                .delivery()
                .send(EventDelivery.inbox(id), "announcement", Audience.announcement(assembly.context(), text, null));
    }

    /**
     * Sends a private message to the user in the name of another, as if that one had; limits, authorizer and interceptors are
     * not asked.
     *
     * @param from who says it
     * @param text what, plain text
     * @return the stored message
     */
    public CompletionStage<Message> send(User from, String text) {
        RoomName room = RoomName.direct(from.id(), id);
        ChatContext context = assembly.context();
        return assembly.onHandlers(assembly.conversations()
                .begin(room, from)
                .thenCompose(known -> assembly.writer()
                        .write(EntryDraft.message(
                                room,
                                context.ids().message(),
                                from.asSender(),
                                context.scheduler().now(),
                                Content.of(text))))
                .thenCompose(assembly.writer()::message));
    }

    /**
     * Whether the user is there, as others see it.
     *
     * @return the presence now
     */
    public Presence presence() {
        return assembly.context().people().presence(id);
    }

    /**
     * Whether the user has a connection, or had one within the grace time; also when invisible to others.
     *
     * @return true if so
     */
    public boolean isConnected() {
        return assembly.context().people().find(id) != null;
    }

    /**
     * The rooms that the user is in, over all devices.
     *
     * @return the rooms now
     */
    public List<RoomName> rooms() {
        Person person = assembly.context().people().find(id);
        return person == null ? List.of() : person.rooms();
    }

    /**
     * Ends all connections of the user. They may connect again, unless the authenticator refuses.
     *
     * @param reason sent to the client in a {@code serverNotice}
     */
    public void disconnect(String reason) {
        assembly.acceptor().disconnect(id, new ChatException(ErrorCode.FORBIDDEN, reason));
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return id.value();
    }
}
