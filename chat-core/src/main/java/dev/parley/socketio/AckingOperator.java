package dev.parley.socketio;

import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.listener.ReservedNames;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A selection of sockets that are asked for answers; immutable, reusable, thread-safe. */
public final class AckingOperator {

    private final Target target;
    private final Selection selection;
    private final Duration timeout;

    AckingOperator(Target target, Selection selection, Duration timeout) {
        this.target = target;
        this.selection = selection;
        this.timeout = checked(timeout);
    }

    static Duration checked(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        return Scheduler.bounded(timeout);
    }

    /**
     * Only sockets in one of these rooms, or in one named before.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator to(String... rooms) {
        return new AckingOperator(target, selection.to(rooms), timeout);
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
     * No socket in one of these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator except(String... rooms) {
        return new AckingOperator(target, selection.except(rooms), timeout);
    }

    /**
     * Only sockets of this process, when there are several.
     *
     * @return a new operator
     */
    public AckingOperator local() {
        return new AckingOperator(target, selection.onlyLocal(), timeout);
    }

    /**
     * A recipient whose connection is busy misses the event and is reported as {@link AckFailure#DROPPED}.
     *
     * @return a new operator
     */
    public AckingOperator asVolatile() {
        return new AckingOperator(target, selection.asVolatile(), timeout);
    }

    /**
     * Whether connections that compress should compress the packet.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    public AckingOperator compress(boolean wanted) {
        return new AckingOperator(target, selection.withCompress(wanted), timeout);
    }

    /**
     * Sends an event to every socket meant and collects their answers.
     *
     * @param event its name
     * @param args its arguments
     * @return completes with the answers when every socket answered or is known not to, at the latest when the time is over,
     *     and at once when no socket is meant; on the handler executor. Never fails: who is missing is in the result
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<BroadcastAcks> emitWithAck(String event, @Nullable Object... args) {
        return target.emitWithAck(selection, timeout, ReservedNames.checkSocketEvent(event), args);
    }
}
