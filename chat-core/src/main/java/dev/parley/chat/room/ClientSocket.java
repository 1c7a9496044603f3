package dev.parley.chat.room;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.model.MessageId;
import java.util.Map;

/** The socket operations that the engine needs. Thread-safe; never blocks. */
public interface ClientSocket {

    String id();

    /** Sends an event of the catalogue, in the format this client supports. */
    void send(OutgoingEvent event);

    default void send(ServerEvent event, Map<String, Object> data) {
        send(OutgoingEvent.of(event, data));
    }

    /** Sends an event that only the profile of this client has. */
    void emit(String event, Object data);

    /** Announces that a message of this connection is about to be stored and published. */
    void sending(MessageId message);

    void join(String key);

    void leave(String key);

    /** Whether the socket is connected. */
    boolean isOpen();

    /** Closes the connection, after sending everything queued. */
    void disconnect();
}
