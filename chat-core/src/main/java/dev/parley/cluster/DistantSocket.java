package dev.parley.cluster;

import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.packet.JsonCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A socket of another server, as described by that server. Operations are sent to the room named by its id. */
final class DistantSocket implements RemoteSocket {

    private final String id;
    private final Set<String> rooms;
    private final Map<?, ?> data;
    private final Handshake handshake;
    private final JsonCodec json;
    private final BroadcastOperator room;

    DistantSocket(SocketForm form, Namespace namespace, JsonCodec json) {
        this.id = form.id();
        this.rooms = form.rooms();
        this.data = form.data();
        this.handshake = Handshake.of(form.handshake(), json);
        this.json = json;
        this.room = namespace.to(id);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    /** The rooms at the time the socket was fetched. */
    @Override
    public Set<String> rooms() {
        return rooms;
    }

    /** Also null if the data is not shared, or does not fit the key. */
    @Override
    public <T> @Nullable T get(SocketKey<T> key) {
        try {
            return json.convert(data.get(key.name()), key.type());
        } catch (IllegalArgumentException misfit) {
            return null;
        }
    }

    @Override
    public void join(String... rooms) {
        room.socketsJoin(rooms);
    }

    @Override
    public void leave(String name) {
        room.socketsLeave(name);
    }

    @Override
    public EmitResult emit(String event, @Nullable Object... args) {
        return room.emit(event, args);
    }

    @Override
    public CompletionStage<Args> emitWithAck(Duration timeout, String event, @Nullable Object... args) {
        return room.timeout(timeout).emitWithAck(event, args).thenApply(DistantSocket::only);
    }

    private static Args only(BroadcastAcks acks) {
        if (!acks.answers().isEmpty()) {
            return acks.answers().get(0).args();
        }
        AckFailure failure = AckFailure.DISCONNECTED;
        if (!acks.missing().isEmpty()) {
            failure = acks.missing().values().iterator().next();
        } else if (acks.unnamed() > 0) {
            failure = AckFailure.TIMED_OUT;
        } else if (acks.silentServers() > 0) {
            failure = AckFailure.SERVER_SILENT;
        }
        throw new CompletionException(new AckException(failure));
    }

    @Override
    public void disconnect(boolean close) {
        room.disconnectSockets(close);
    }

    @Override
    public String toString() {
        return "distant socket " + id;
    }
}
