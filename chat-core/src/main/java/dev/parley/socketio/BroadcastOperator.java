package dev.parley.socketio;

import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.listener.ReservedNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A selection of sockets to emit to; immutable, reusable, thread-safe. */
public final class BroadcastOperator implements Broadcaster {

    private final Target target;
    private final Selection selection;

    BroadcastOperator(Target target, Selection selection) {
        this.target = target;
        this.selection = selection;
    }

    @Override
    public BroadcastOperator operator() {
        return this;
    }

    @Override
    public BroadcastOperator to(String... rooms) {
        return new BroadcastOperator(target, selection.to(rooms));
    }

    @Override
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    @Override
    public BroadcastOperator except(String... rooms) {
        return new BroadcastOperator(target, selection.except(rooms));
    }

    @Override
    public BroadcastOperator local() {
        return new BroadcastOperator(target, selection.onlyLocal());
    }

    @Override
    public BroadcastOperator asVolatile() {
        return new BroadcastOperator(target, selection.asVolatile());
    }

    @Override
    public BroadcastOperator compress(boolean wanted) {
        return new BroadcastOperator(target, selection.withCompress(wanted));
    }

    @Override
    public AckingOperator timeout(Duration timeout) {
        return new AckingOperator(target, selection, timeout);
    }

    @Override
    public EmitResult emit(String event, @Nullable Object... args) {
        return target.emit(selection, ReservedNames.checkSocketEvent(event), args);
    }

    @Override
    public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Duration timeout) {
        return target.fetchSockets(selection, AckingOperator.checked(timeout));
    }

    @Override
    public CompletionStage<Void> socketsJoin(String... rooms) {
        return target.socketsJoin(selection, List.of(rooms));
    }

    @Override
    public CompletionStage<Void> socketsLeave(String... rooms) {
        return target.socketsLeave(selection, List.of(rooms));
    }

    @Override
    public CompletionStage<Void> disconnectSockets(boolean close) {
        return target.disconnectSockets(selection, close);
    }

    @Override
    public String toString() {
        return selection.toString();
    }
}
