package dev.parley.socketio;

import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.listener.ReservedNames;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A selection of sockets that must acknowledge what is emitted to them; immutable, reusable, thread-safe. */
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
     * Selects sockets in one of these rooms, in addition to rooms selected before.
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
     * Excludes sockets in these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public AckingOperator except(String... rooms) {
        return new AckingOperator(target, selection.except(rooms), timeout);
    }

    /**
     * Restricts the selection to sockets of this process, if there are several.
     *
     * @return a new operator
     */
    public AckingOperator local() {
        return new AckingOperator(target, selection.onlyLocal(), timeout);
    }

    /**
     * Drops the event for recipients whose connection is busy, which are reported as {@link AckFailure#DROPPED}.
     *
     * @return a new operator
     */
    public AckingOperator asVolatile() {
        return new AckingOperator(target, selection.asVolatile(), timeout);
    }

    /**
     * Sets whether connections with compression compress the packet.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    public AckingOperator compress(boolean wanted) {
        return new AckingOperator(target, selection.withCompress(wanted), timeout);
    }

    /**
     * Emits an event to the selected sockets and collects their acknowledgements.
     *
     * @param event its name
     * @param args its arguments
     * @return completes with the acknowledgements when every socket has answered or is known not to, at the latest on
     *     timeout, and immediately if no socket is selected; on the handler executor. Never fails: the result lists who
     *     is missing
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<BroadcastAcks> emitWithAck(String event, @Nullable Object... args) {
        return target.emitWithAck(selection, timeout, ReservedNames.checkSocketEvent(event), args);
    }
}
