package dev.parley.cluster;

import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.listener.ReservedNames;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A selection of sockets that an {@link Emitter} emits to; immutable, reusable, thread-safe. */
public final class EmitterOperator {

    private final Emitter emitter;
    private final Selection selection;

    EmitterOperator(Emitter emitter, Selection selection) {
        this.emitter = emitter;
        this.selection = selection;
    }

    /**
     * Selects the sockets in any of these rooms, and those in rooms that were selected before.
     *
     * @param rooms the rooms; the id of a socket is a room too
     * @return the changed copy
     */
    public EmitterOperator to(String... rooms) {
        return new EmitterOperator(emitter, selection.to(rooms));
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms the rooms
     * @return the changed copy
     */
    public EmitterOperator in(String... rooms) {
        return new EmitterOperator(emitter, selection.to(rooms));
    }

    /**
     * Excludes the sockets in these rooms.
     *
     * @param rooms the rooms
     * @return the changed copy
     */
    public EmitterOperator except(String... rooms) {
        return new EmitterOperator(emitter, selection.except(rooms));
    }

    /**
     * Drops the event for clients that are busy.
     *
     * @return the changed copy
     */
    public EmitterOperator asVolatile() {
        return new EmitterOperator(emitter, selection.asVolatile());
    }

    /**
     * Sets whether connections with compression compress the event.
     *
     * @param wanted true unless said otherwise
     * @return the changed copy
     */
    public EmitterOperator compress(boolean wanted) {
        return new EmitterOperator(emitter, selection.withCompress(wanted));
    }

    /**
     * Emits an event to the selected sockets.
     *
     * @param event its name
     * @param args its arguments, as for a socket
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<Void> emit(String event, @Nullable Object... args) {
        return emitter.publish(
                Kind.BROADCAST,
                Forms.broadcast(emitter.packet(ReservedNames.checkSocketEvent(event), args), selection, null, null));
    }

    /**
     * Has the selected sockets join rooms.
     *
     * @param rooms the rooms
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     */
    public CompletionStage<Void> socketsJoin(String... rooms) {
        return emitter.publish(Kind.JOIN, Forms.rooms(selection, List.of(rooms)));
    }

    /**
     * Has the selected sockets leave rooms.
     *
     * @param rooms the rooms
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     */
    public CompletionStage<Void> socketsLeave(String... rooms) {
        return emitter.publish(Kind.LEAVE, Forms.rooms(selection, List.of(rooms)));
    }

    /**
     * Disconnects the selected sockets.
     *
     * @param close whether to close their connections too
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     */
    public CompletionStage<Void> disconnectSockets(boolean close) {
        return emitter.publish(Kind.DISCONNECT, Forms.disconnect(selection, close));
    }

    @Override
    public String toString() {
        return emitter + ", " + selection;
    }
}
