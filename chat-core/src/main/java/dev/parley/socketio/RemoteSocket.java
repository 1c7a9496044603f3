package dev.parley.socketio;

import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.Handshake;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A socket found by {@code fetchSockets}: of this process, or of another one in a cluster. Thread-safe. */
public interface RemoteSocket {

    /**
     * Returns the socket's id, which its client knows as well; at least 120 random bits.
     *
     * @return the id
     */
    String id();

    /**
     * Returns the socket's handshake.
     *
     * @return its handshake
     */
    Handshake handshake();

    /**
     * Returns the rooms it is in, including its own.
     *
     * @return a copy; empty once it has disconnected, except for disconnecting listeners
     */
    Set<String> rooms();

    /**
     * Returns data that the application stored on the socket.
     *
     * @param <T> its type
     * @param key the key
     * @return the data, or null if there is none
     */
    <T> @Nullable T get(SocketKey<T> key);

    /**
     * Joins rooms. Idempotent; does nothing once the socket has disconnected.
     *
     * @param rooms room names
     */
    void join(String... rooms);

    /**
     * Leaves a room. Idempotent. A socket that leaves the room named by its id is no longer reached by that name, but
     * still by {@link #emit}.
     *
     * @param room the room's name
     */
    void leave(String room);

    /**
     * Emits an event to this socket. While middleware decide, the event is held, and sent after CONNECT or never. If
     * recovery is enabled, and the connection lost, it is kept for the client's return.
     *
     * @param event its name
     * @param args its arguments: anything the server's JSON codec can write
     * @return the result
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    EmitResult emit(String event, @Nullable Object... args);

    /**
     * Emits an event to this socket and requests an acknowledgement.
     *
     * @param timeout how long to wait for it
     * @param event the event's name
     * @param args its arguments
     * @return completes with the acknowledgement on the handler executor; fails with {@link AckException} if there will
     *     be none
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    CompletionStage<Args> emitWithAck(Duration timeout, String event, @Nullable Object... args);

    /**
     * Disconnects the socket from its namespace, after everything emitted to it before.
     *
     * <p>While middleware decide there is no namespace to leave: then {@code true} refuses the client, like a
     * middleware, and afterwards closes the connection, so that the client does not reconnect; {@code false} does
     * nothing.
     *
     * @param close whether to close its connection too, including all other namespaces on it
     */
    void disconnect(boolean close);
}
