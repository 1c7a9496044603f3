package dev.parley.chat.event;

import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to clients. Keys are Socket.IO rooms: {@code room:}, {@code user:} and {@code dm:} as in {@link
 * RoomName#key}, and {@code role:}, {@code entity:}, {@code watch:} and {@code all}. Thread-safe, never blocks; events
 * from one thread reach each client in order.
 */
public interface EventDelivery {

    /** The key of every connection. */
    String EVERYONE = "all";

    /** The key of every authenticated connection, that is without guests. */
    String AUTHENTICATED = "authenticated";

    /** The prefix of entity keys. */
    String ENTITY = "entity:";

    static String role(String role) {
        return "role:" + role;
    }

    static String entity(String entity) {
        return ENTITY + entity;
    }

    static String watchers(UserId user) {
        return "watch:" + user.value();
    }

    static String inbox(UserId user) {
        return RoomName.inbox(user).key();
    }

    /**
     * Sends an event of the catalogue to every connection that has joined one of the keys, once, except those that have
     * joined one of {@code except}; the id of a connection is a key of its own.
     */
    void send(Collection<String> keys, Collection<String> except, OutgoingEvent event);

    /** Sends an event of the catalogue that was not caused by a connection. */
    default void send(Collection<String> keys, Collection<String> except, ServerEvent event, Map<String, Object> data) {
        send(keys, except, OutgoingEvent.of(event, data));
    }

    /** Sends an event of the catalogue to every connection that has joined the key. */
    default void send(String key, ServerEvent event, Map<String, Object> data) {
        send(List.of(key), List.of(), event, data);
    }

    /** Sends an application event, unchanged. */
    void emit(Collection<String> keys, String event, @Nullable Object... arguments);
}
