package dev.parley.socketio.event;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a socket that lost its connection. Immutable.
 *
 * @param pid the private id by which its client returns; a secret
 * @param socketId the socket's id
 * @param rooms its rooms, including its own
 * @param data its data
 * @param start the position of the last event before it connected; null if unknown
 */
public record SavedSession(
        String pid,
        String socketId,
        Set<String> rooms,
        Map<SocketKey<?>, Object> data,
        @Nullable String start) {

    /**
     * Copies rooms and data.
     *
     * @param pid the private id
     * @param socketId the socket's id
     * @param rooms its rooms
     * @param data its data
     * @param start where it began
     */
    public SavedSession {
        rooms = Set.copyOf(rooms);
        data = Map.copyOf(data);
    }

    /** Returns only the socket's id: the rest is secret. */
    @Override
    public String toString() {
        return "session of " + socketId;
    }
}
