package dev.parley.socketio;

import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Emits to one socket; immutable, reusable, thread-safe. */
public final class SocketOperator {

    private final Target.OfSocket socket;
    private final Selection flags;

    SocketOperator(Target.OfSocket socket, Selection flags) {
        this.socket = socket;
        this.flags = flags;
    }

    /**
     * Drops packets if the connection is busy, instead of queueing them.
     *
     * @return a new operator
     */
    public SocketOperator asVolatile() {
        return new SocketOperator(socket, flags.asVolatile());
    }

    /**
     * Sets whether a connection with compression compresses the packet.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    public SocketOperator compress(boolean wanted) {
        return new SocketOperator(socket, flags.withCompress(wanted));
    }

    /**
     * Requests an acknowledgement.
     *
     * @param timeout how long to wait for it; zero does not wait
     * @return a new operator that emits with an acknowledgement
     */
    public AckingSocketOperator timeout(Duration timeout) {
        return new AckingSocketOperator(socket, flags, timeout);
    }

    /**
     * Selects the sockets of these rooms, without this one.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * Selects all other sockets of the namespace, except those in these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Selects only the other sockets of this process.
     *
     * @return a new operator
     */
    public BroadcastOperator local() {
        return broadcast().local();
    }

    /**
     * Selects all other sockets of the namespace.
     *
     * @return a new operator
     */
    public BroadcastOperator broadcast() {
        return socket.others(flags);
    }

    /**
     * Emits an event to the socket.
     *
     * @param event its name
     * @param args its arguments
     * @return the result
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public EmitResult emit(String event, @Nullable Object... args) {
        return socket.emit(flags, event, args);
    }

    /**
     * Emits the event {@code message}.
     *
     * @param args its arguments
     * @return the result
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public EmitResult send(@Nullable Object... args) {
        return emit("message", args);
    }
}
