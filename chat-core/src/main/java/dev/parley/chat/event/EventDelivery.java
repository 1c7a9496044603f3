package dev.parley.chat.event;

import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way out to clients. Keys are Socket.IO rooms: {@code room:}, {@code user:} and {@code dm:} as {@link RoomName#key}
 * makes them, {@code role:}, {@code entity:}, {@code watch:} and {@code all} for the rest. Calls never block, may come from
 * any thread, and events from one thread reach each client in the order of the calls.
 */
public interface EventDelivery {

    /** The key of every connection. */
    String EVERYONE = "all";

    /** The key of every connection with an identity of its own, guests apart. */
    String AUTHENTICATED = "authenticated";

    /** What the keys of entities begin with. */
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
     * Sends an event of the catalogue to every connection that has joined one of the keys, once, but not to those that have
     * joined one of {@code except}; the id of a connection is a key of its own.
     */
    void send(Collection<String> keys, Collection<String> except, OutgoingEvent event);

    /** Sends an event of the catalogue that no connection caused. */
    default void send(Collection<String> keys, Collection<String> except, String event, Map<String, Object> data) {
        send(keys, except, OutgoingEvent.of(event, data));
    }

    /** Sends an event of the catalogue to every connection that has joined the key. */
    default void send(String key, String event, Map<String, Object> data) {
        send(List.of(key), List.of(), event, data);
    }

    /** Sends an event of the application, as it stands. */
    void emit(Collection<String> keys, String event, @Nullable Object... arguments);
}
