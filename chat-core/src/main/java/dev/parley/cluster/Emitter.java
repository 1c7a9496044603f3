package dev.parley.cluster;

import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.listener.ReservedNames;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Emits to the sockets of a cluster from a process that serves none itself, such as a job or a web application. Immutable and
 * thread-safe; what one thread sends arrives in the order of the calls.
 *
 * <pre>{@code
 * Emitter emitter = Emitter.over(RedisStreams.connect("redis://localhost:6379"));
 * emitter.to("orders").emit("shipped", 42);
 * }</pre>
 *
 * <p>Nothing is received: acknowledgements and the sockets of others cannot be asked for.
 */
public final class Emitter {

    /** What stands for an emitter instead of the id of a server. */
    public static final String ID = "emitter";

    private final ClusterBus bus;
    private final JsonCodec json;
    private final String namespace;
    private final ClusterBus.Lane lane;

    private Emitter(ClusterBus bus, JsonCodec json, String namespace) {
        this.bus = bus;
        this.json = json;
        this.namespace = namespace;
        this.lane = bus.open(namespace, ID);
    }

    /**
     * Creates an emitter for the main namespace.
     *
     * @param bus carries the messages, with the options of the servers; closed by the caller
     * @return the emitter
     */
    public static Emitter over(ClusterBus bus) {
        return over(bus, JsonCodec.standard());
    }

    /**
     * Creates an emitter for the main namespace, with another codec.
     *
     * @param bus carries the messages, with the options of the servers; closed by the caller
     * @param json how arguments are encoded
     * @return the emitter
     */
    public static Emitter over(ClusterBus bus, JsonCodec json) {
        return new Emitter(bus, Objects.requireNonNull(json, "json"), Packet.MAIN);
    }

    /**
     * Creates an emitter for another namespace; keep it rather than create one for each event.
     *
     * @param name the namespace; a leading {@code /} may be missing
     * @return the emitter
     */
    public Emitter of(String name) {
        return new Emitter(bus, json, name.startsWith("/") ? name : '/' + name);
    }

    private EmitterOperator all() {
        return new EmitterOperator(this, Selection.EVERYONE);
    }

    /**
     * Selects the sockets in any of these rooms, and those in rooms that were selected before.
     *
     * @param rooms the rooms; the id of a socket is a room too
     * @return the selection
     */
    public EmitterOperator to(String... rooms) {
        return all().to(rooms);
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms the rooms
     * @return the selection
     */
    public EmitterOperator in(String... rooms) {
        return all().to(rooms);
    }

    /**
     * Excludes the sockets in these rooms.
     *
     * @param rooms the rooms
     * @return the selection
     */
    public EmitterOperator except(String... rooms) {
        return all().except(rooms);
    }

    /**
     * Drops the event for clients that are busy.
     *
     * @return the selection
     */
    public EmitterOperator asVolatile() {
        return all().asVolatile();
    }

    /**
     * Sets whether connections with compression compress the event.
     *
     * @param wanted true unless said otherwise
     * @return the selection
     */
    public EmitterOperator compress(boolean wanted) {
        return all().compress(wanted);
    }

    /**
     * Emits an event to all sockets of the namespace.
     *
     * @param event its name
     * @param args its arguments, as for a socket
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<Void> emit(String event, @Nullable Object... args) {
        return all().emit(event, args);
    }

    /**
     * Has all sockets of the namespace join rooms.
     *
     * @param rooms the rooms
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     */
    public CompletionStage<Void> socketsJoin(String... rooms) {
        return all().socketsJoin(rooms);
    }

    /**
     * Has all sockets of the namespace leave rooms.
     *
     * @param rooms the rooms
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     */
    public CompletionStage<Void> socketsLeave(String... rooms) {
        return all().socketsLeave(rooms);
    }

    /**
     * Disconnects all sockets of the namespace.
     *
     * @param close whether to close their connections too
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     */
    public CompletionStage<Void> disconnectSockets(boolean close) {
        return all().disconnectSockets(close);
    }

    /**
     * Emits an event to all servers, for their {@code onServerSide}.
     *
     * @param event its name
     * @param args its arguments
     * @return completes when the bus has the message; fails with {@link PublishException} when it is not sent
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    public CompletionStage<Void> serverSideEmit(String event, @Nullable Object... args) {
        return publish(Kind.SERVER_SIDE, Forms.serverSide(packet(ReservedNames.checkServerEvent(event), args), null));
    }

    Packet packet(String event, @Nullable Object... args) {
        return json.plain(Packet.event(namespace, null, event, Collections.unmodifiableList(Arrays.asList(args))));
    }

    CompletionStage<Void> publish(Kind kind, Map<String, @Nullable Object> data) {
        return lane.publish(new ClusterMessage(ID, namespace, kind, data));
    }

    @Override
    public String toString() {
        return "emitter of " + namespace;
    }
}
