package dev.parley.chat.session;

import dev.parley.chat.command.CommandRouter;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.room.ChatConnection;
import dev.parley.model.MessageId;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.handshake.Handshake;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of a group of clients: the event names and payloads that they use in place of the catalogue's. The engine
 * uses only the catalogue; a profile translates at the socket. Connections of a profile join keys of their own, so an
 * event is translated and encoded once for all of them. Thread-safe; never blocks.
 */
public interface ClientProfile {

    /** Whether a client with this handshake has this profile. */
    boolean accepts(Handshake handshake);

    /** The prefix of its connections' keys; unique among profiles. */
    String keyPrefix();

    /** The key that its connections join in place of another. */
    default String key(String key) {
        return keyPrefix() + key;
    }

    /** Translates an event of the catalogue to any number of events, in sending order. */
    List<ClientEvent> translate(OutgoingEvent event);

    /** Converts the arguments of a command to those of the catalogue. */
    default List<? extends @Nullable Object> arguments(String command, List<? extends @Nullable Object> arguments) {
        return arguments;
    }

    /** Acknowledges a client's command. */
    void answer(ChatConnection connection, String command, Event event, Map<String, Object> answer);

    /** Called when a connection is admitted, before its first command; {@code router} runs additional commands of the client. */
    default void opened(Socket socket, ChatConnection connection, CommandRouter router) {}

    /** Called before a message of a connection is stored and published. */
    default void sending(Socket socket, MessageId message) {}
}
