package dev.parley.socketio;

import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.Selection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One socket that is asked for an answer; immutable, reusable, thread-safe. */
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
     * The event is dropped when the connection is busy, and the answer fails with {@link AckFailure#DROPPED}.
     *
     * @return a new operator
     */
    public AckingSocketOperator asVolatile() {
        return new AckingSocketOperator(socket, flags.asVolatile(), timeout);
    }

    /**
     * Whether a connection that compresses should compress the packet.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    public AckingSocketOperator compress(boolean wanted) {
        return new AckingSocketOperator(socket, flags.withCompress(wanted), timeout);
    }

    /**
     * Asks the sockets of these rooms instead, without this one.
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
     * Asks all sockets of the namespace but this one and those in these rooms instead.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Asks the other sockets of this process instead.
     *
     * @return a new operator
     */
    public AckingOperator local() {
        return broadcast().local();
    }

    /**
     * Asks all sockets of the namespace but this one instead.
     *
     * @return a new operator
     */
    public AckingOperator broadcast() {
        return new SocketOperator(socket, flags).broadcast().timeout(timeout);
    }

    /**
     * Sends an event and asks for an answer.
     *
     * @param event its name
     * @param args its arguments
     * @return completes with the answer on the handler executor; fails with {@link AckException} when it does not come in
     *     time, when the socket leaves (at once), or when the event could not be sent
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<Args> emitWithAck(String event, @Nullable Object... args) {
        return socket.emitWithAck(flags, timeout, event, args);
    }

    /**
     * Sends an event and asks for an answer, whose first argument is read as a Java type.
     *
     * @param <T> the type
     * @param type the type
     * @param event the event's name
     * @param args its arguments
     * @return completes with the first argument, null if there is none; fails as {@link #emitWithAck} does, or with
     *     {@link IllegalArgumentException} if the answer does not fit the type
     */
    public <T> CompletionStage<@Nullable T> request(Class<T> type, String event, @Nullable Object... args) {
        return emitWithAck(event, args).thenApply(answer -> answer.get(0, type));
    }
}
