package dev.parley.socketio;

import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.Selection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A socket that must acknowledge what is emitted to it; immutable, reusable, thread-safe. */
public final class AckingSocketOperator {

    private final Target.OfSocket socket;
    private final Selection flags;
    private final Duration timeout;

    AckingSocketOperator(Target.OfSocket socket, Selection flags, Duration timeout) {
        this.socket = socket;
        this.flags = flags;
        this.timeout = AckingOperator.checked(timeout);
    }

    /**
     * Drops the event if the connection is busy, in which case the acknowledgement fails with {@link
     * AckFailure#DROPPED}.
     *
     * @return a new operator
     */
    public AckingSocketOperator asVolatile() {
        return new AckingSocketOperator(socket, flags.asVolatile(), timeout);
    }

    /**
     * Sets whether a connection with compression compresses the packet.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    public AckingSocketOperator compress(boolean wanted) {
        return new AckingSocketOperator(socket, flags.withCompress(wanted), timeout);
    }

    /**
     * Selects the sockets of these rooms instead, without this one.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * Selects all other sockets of the namespace instead, except those in these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Selects the other sockets of this process instead.
     *
     * @return a new operator
     */
    public AckingOperator local() {
        return broadcast().local();
    }

    /**
     * Selects all other sockets of the namespace instead.
     *
     * @return a new operator
     */
    public AckingOperator broadcast() {
        return new SocketOperator(socket, flags).broadcast().timeout(timeout);
    }

    /**
     * Emits an event and requests an acknowledgement.
     *
     * @param event its name
     * @param args its arguments
     * @return completes with the acknowledgement on the handler executor; fails with {@link AckException} on timeout,
     *     when the socket disconnects (immediately), or if the event could not be sent
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<Args> emitWithAck(String event, @Nullable Object... args) {
        return socket.emitWithAck(flags, timeout, event, args);
    }

    /**
     * Emits an event and requests an acknowledgement, whose first argument is converted to a Java type.
     *
     * @param <T> the type
     * @param type the type
     * @param event the event's name
     * @param args its arguments
     * @return completes with the first argument, null if there is none; fails like {@link #emitWithAck}, or with {@link
     *     IllegalArgumentException} if the acknowledgement does not fit the type
     */
    public <T> CompletionStage<@Nullable T> request(Class<T> type, String event, @Nullable Object... args) {
        return emitWithAck(event, args).thenApply(answer -> answer.get(0, type));
    }
}
