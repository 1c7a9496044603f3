package dev.parley.socketio.event;

import java.util.Objects;

/**
 * A typed key for data that an application stores on its sockets. Keys are equal if their name and type are.
 *
 * @param <T> the type of the data
 * @param name the name
 * @param type the type
 */
public record SocketKey<T>(String name, Class<T> type) {

    /**
     * Validates the components.
     *
     * @param name the name
     * @param type the type
     */
    public SocketKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /**
     * Creates a key.
     *
     * @param <T> the type of the data
     * @param name the name
     * @param type the type
     * @return the key
     */
    public static <T> SocketKey<T> of(String name, Class<T> type) {
        return new SocketKey<>(name, type);
    }
}
