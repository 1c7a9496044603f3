package dev.parley.chat.legacy;

import dev.parley.model.MessageId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections that sent the last {@value #MAX} messages. Guarded by {@code this}. */
final class Senders {

    private static final int MAX = 10_000;

    private final Map<String, Sender> byMessage = new LinkedHashMap<>();

    /**
     * The connection that sent a message.
     *
     * @param socketId its id
     * @param showsItsOwn whether the client displays its own messages by itself
     */
    record Sender(String socketId, boolean showsItsOwn) {}

    synchronized void put(MessageId message, Sender sender) {
        byMessage.put(message.value(), sender);
        if (byMessage.size() > MAX) {
            byMessage.remove(byMessage.keySet().iterator().next());
        }
    }

    /** The sender of a message on the wire, or null if unknown. */
    synchronized @Nullable Sender of(Map<String, Object> message) {
        return byMessage.get(String.valueOf(message.get("id")));
    }
}
