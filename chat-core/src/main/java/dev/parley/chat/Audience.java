package dev.parley.chat;

import dev.parley.chat.event.Wire;
import dev.parley.chat.room.ChatContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some of the connected clients, as a target for the application: everybody, those in some rooms, those with a role, those who
 * subscribed to an entity. Each gets one copy, however many ways it belongs to the audience. Immutable; methods may be called from any thread and never block. Who is not connected gets nothing: to reach a user
 * later too, use {@link ChatUser#notify} or {@link ChatUser#send}.
 */
public final class Audience {

    private final ChatContext context;
    private final List<String> keys;

    Audience(ChatContext context, String... keys) {
        this.context = context;
        this.keys = List.of(keys);
    }

    /**
     * Sends an event of the application.
     *
     * @param event its name, any but those that Socket.IO reserves
     * @param arguments what it carries: anything the JSON codec writes, and {@code byte[]} as binary
     */
    public void emit(String event, @Nullable Object... arguments) {
        context.delivery().emit(keys, event, arguments);
    }

    /**
     * Announces something, as the event {@code announcement}.
     *
     * @param text what to show
     */
    public void announce(String text) {
        announce(text, null);
    }

    /**
     * Announces something with data, as the event {@code announcement}.
     *
     * @param text what to show
     * @param data anything the JSON codec writes, or null
     */
    public void announce(String text, @Nullable Object data) {
        context.delivery().send(keys, List.of(), "announcement", announcement(context, text, data));
    }

    static Map<String, Object> announcement(ChatContext context, String text, @Nullable Object data) {
        return Wire.fields(
                "id",
                context.ids().next(),
                "text",
                text,
                "data",
                data,
                "timestamp",
                Wire.time(context.scheduler().now()));
    }
}
