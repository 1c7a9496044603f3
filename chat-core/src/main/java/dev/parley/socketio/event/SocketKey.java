package dev.parley.socketio.event;

import java.util.Objects;

/**
 * Names a piece of data that an application keeps on its sockets, and the type it has. Two keys are the same if name and type
 * are.
 *
 * @param <T> the type of the data
 * @param name the name
 * @param type the type
 */
public record SocketKey<T>(String name, Class<T> type) {

    /**
     * Checks the parts.
     *
     * @param name the name
     * @param type the type
     */
    public SocketKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /**
     * A key.
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
