package dev.parley.chat.room;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.model.MessageId;
import java.util.Map;

/** What the engine needs of a socket. Thread-safe; calls never block. */
public interface ClientSocket {

    String id();

    /** Sends an event of the catalogue, in the form this client understands. */
    void send(OutgoingEvent event);

    default void send(String event, Map<String, Object> data) {
        send(OutgoingEvent.of(event, data));
    }

    /** Notes that a message of this connection is about to be stored and sent. */
    void sending(MessageId message);

    void join(String key);

    void leave(String key);

    /** Whether the socket is there. */
    boolean isOpen();

    /** Ends the connection, behind what was sent before. */
    void disconnect();
}
