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

/** A socket as {@code fetchSockets} finds it: of this process, or of another one in a cluster. Thread-safe. */
public interface RemoteSocket {

    /**
     * The socket's id, which its client knows as well; at least 120 random bits.
     *
     * @return the id
     */
    String id();

    /**
     * How the socket came.
     *
     * @return its handshake
     */
    Handshake handshake();

    /**
     * The rooms it is in, its own id among them.
     *
     * @return a copy; empty once it has left, but for listeners that it is leaving
     */
    Set<String> rooms();

    /**
     * Data that the application keeps on the socket.
     *
     * @param <T> its type
     * @param key which
     * @return the data, or null if there is none
     */
    <T> @Nullable T get(SocketKey<T> key);

    /**
     * Joins rooms; joining one twice has no effect. Does nothing once the socket has left.
     *
     * @param rooms room names
     */
    void join(String... rooms);

    /**
     * Leaves a room; leaving one it is not in has no effect. A socket that leaves the room named by its id is not reached by
     * that name any more, but by {@link #emit} all the same.
     *
     * @param room the room's name
     */
    void leave(String room);

    /**
     * Sends an event to this socket. While middleware decide the event waits, and goes out behind CONNECT or never. With recovery
     * on, and the connection lost, it is kept for the client's return.
     *
     * @param event its name
     * @param args its arguments: anything the server's JSON codec can write
     * @return what became of it
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    EmitResult emit(String event, @Nullable Object... args);

    /**
     * Sends an event to this socket and asks for an answer.
     *
     * @param timeout how long to wait for it
     * @param event the event's name
     * @param args its arguments
     * @return completes with the answer on the handler executor; fails with {@link AckException} when it will not come
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    CompletionStage<Args> emitWithAck(Duration timeout, String event, @Nullable Object... args);

    /**
     * Removes the socket from its namespace, behind everything that was emitted to it before.
     *
     * <p>While middleware decide there is no namespace to leave: then {@code true} refuses the client, as a middleware does, and
     * closes the connection behind the refusal, so that the client does not come again; {@code false} does nothing.
     *
     * @param close whether to close its connection too, with all other namespaces on it
     */
    void disconnect(boolean close);
}
