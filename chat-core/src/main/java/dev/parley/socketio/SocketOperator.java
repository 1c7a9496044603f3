package dev.parley.socketio;

import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One socket and the way to send to it; immutable, reusable, thread-safe. */
public final class SocketOperator {

    private final Target.OfSocket socket;
    private final Selection flags;

    SocketOperator(Target.OfSocket socket, Selection flags) {
        this.socket = socket;
        this.flags = flags;
    }

    /**
     * A packet is dropped when the connection is busy, instead of being sent later.
     *
     * @return a new operator
     */
    public SocketOperator asVolatile() {
        return new SocketOperator(socket, flags.asVolatile());
    }

    /**
     * Whether a connection that compresses should compress the packet.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    public SocketOperator compress(boolean wanted) {
        return new SocketOperator(socket, flags.withCompress(wanted));
    }

    /**
     * Asks for an answer.
     *
     * @param timeout how long to wait for it; zero does not wait
     * @return a new operator that can emit with an answer
     */
    public AckingSocketOperator timeout(Duration timeout) {
        return new AckingSocketOperator(socket, flags, timeout);
    }

    /**
     * The sockets of these rooms, without this one.
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
     * All sockets of the namespace but this one and those in these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Only other sockets of this process.
     *
     * @return a new operator
     */
    public BroadcastOperator local() {
        return broadcast().local();
    }

    /**
     * All sockets of the namespace but this one.
     *
     * @return a new operator
     */
    public BroadcastOperator broadcast() {
        return socket.others(flags);
    }

    /**
     * Sends an event to the socket.
     *
     * @param event its name
     * @param args its arguments
     * @return what became of it
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public EmitResult emit(String event, @Nullable Object... args) {
        return socket.emit(flags, event, args);
    }

    /**
     * Sends the event {@code message}.
     *
     * @param args its arguments
     * @return what became of it
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public EmitResult send(@Nullable Object... args) {
        return emit("message", args);
    }
}
