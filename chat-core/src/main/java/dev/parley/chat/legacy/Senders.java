package dev.parley.chat.legacy;

import dev.parley.model.MessageId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which connections sent the last {@value #MAX} messages. Guarded by {@code this}. */
final class Senders {

    private static final int MAX = 10_000;

    private final Map<String, Sender> byMessage = new LinkedHashMap<>();

    /**
     * The connection that a message came from.
     *
     * @param socketId its id
     * @param showsItsOwn whether the client shows by itself what it has sent
     */
    record Sender(String socketId, boolean showsItsOwn) {}

    synchronized void put(MessageId message, Sender sender) {
        byMessage.put(message.value(), sender);
        if (byMessage.size() > MAX) {
            byMessage.remove(byMessage.keySet().iterator().next());
        }
    }

    /** The sender of a message of the wire, or null if it is not known here. */
    synchronized @Nullable Sender of(Map<String, Object> message) {
        return byMessage.get(String.valueOf(message.get("id")));
    }
}
