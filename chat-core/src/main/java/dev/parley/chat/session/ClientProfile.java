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
 * What a group of clients makes of the event catalogue: the names and payloads that they send and understand. The engine speaks the
 * catalogue and nothing else; a profile translates at the socket. Connections of a profile join keys of their own, so an event is
 * translated and encoded once for all of them. Thread-safe; calls never block.
 */
public interface ClientProfile {

    /** Whether a client that connects like this has this profile. */
    boolean accepts(Handshake handshake);

    /** What the keys of its connections begin with; differs from that of every other profile. */
    String keyPrefix();

    /** The key that its connections join in the place of another. */
    default String key(String key) {
        return keyPrefix() + key;
    }

    /** What an event of the catalogue becomes: any number of events, in the order in which they are sent. */
    List<ClientEvent> translate(OutgoingEvent event);

    /** The arguments of a command of the catalogue, as the catalogue has them. */
    default List<? extends @Nullable Object> arguments(String command, List<? extends @Nullable Object> arguments) {
        return arguments;
    }

    /** Answers a command that a client has sent. */
    void answer(ChatConnection connection, String command, Event event, Map<String, Object> answer);

    /** Called when a connection was let in, before its first command; {@code router} runs what else the client may send. */
    default void opened(Socket socket, ChatConnection connection, CommandRouter router) {}

    /** Called before a message of a connection is stored and sent. */
    default void sending(Socket socket, MessageId message) {}
}
