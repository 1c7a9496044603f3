package dev.parley.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatListener;
import dev.parley.model.Message;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Adds mentions to the inboxes of the mentioned users, online or not. Only people of the room are notified: those in it
 * now, and those who have read it before. The text stays in the room, whose rules decide who may read it.
 */
final class MentionNotifier implements ChatListener {

    static final String TYPE = "mention";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<ChatEngine> chat;

    /** The engine is looked up on the first mention, because it is built after its listeners. */
    MentionNotifier(Supplier<ChatEngine> chat) {
        this.chat = chat;
    }

    @Override
    public void onMessage(Message message) {
        if (message.room().kind() != RoomName.Kind.NAMED
                || message.content().mentions().isEmpty()) {
            return;
        }
        Set<UserId> mentioned = new LinkedHashSet<>(message.content().mentions());
        mentioned.remove(message.sender().id());
        Set<UserId> present = chat.get().room(message.room().value()).users().stream()
                .map(User::id)
                .collect(Collectors.toSet());
        Notification notification = notification(message);
        for (UserId user : mentioned) {
            if (present.contains(user)
                    || chat.get().store().marker(message.room(), user).isPresent()) {
                chat.get().user(user.value()).notify(notification);
            }
        }
    }

    private static Notification notification(Message message) {
        String room = message.room().value();
        ObjectNode data = JSON.createObjectNode()
                .put("room", room)
                .put("seq", message.seq())
                .put("id", message.id().value());
        return Notification.of(TYPE, message.sender().name() + " mentioned you in " + room)
                .withData(data.toString());
    }
}
