package dev.parley.chat;

import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.room.ChatContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of connected clients as a target for the application: everybody, or those in some rooms, with a role, or
 * subscribed to an entity. Each receives one copy, however many criteria match. Immutable and thread-safe; never
 * blocks. Disconnected users receive nothing: to reach them later too, use {@link ChatUser#notify} or {@link
 * ChatUser#send}.
 */
public final class Audience {

    private final ChatContext context;
    private final List<String> keys;

    Audience(ChatContext context, String... keys) {
        this.context = context;
        this.keys = List.of(keys);
    }

    /**
     * Emits an application event.
     *
     * @param event its name, except those reserved by Socket.IO
     * @param arguments its arguments: anything the JSON codec can write, and {@code byte[]} as binary
     */
    public void emit(String event, @Nullable Object... arguments) {
        context.delivery().emit(keys, event, arguments);
    }

    /**
     * Sends an announcement, as the event {@code announcement}.
     *
     * @param text the text to show
     */
    public void announce(String text) {
        announce(text, null);
    }

    /**
     * Sends an announcement with data, as the event {@code announcement}.
     *
     * @param text the text to show
     * @param data anything the JSON codec can write, or null
     */
    public void announce(String text, @Nullable Object data) {
        context.delivery().send(keys, List.of(), ServerEvent.ANNOUNCEMENT, announcement(context, text, data));
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
