package dev.parley.socketio;

import dev.parley.engineio.EncodedMessage;
import dev.parley.engineio.OfferMode;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The rooms of a namespace in this process: the default adapter, and the one that every other adapter wraps. */
public final class InMemoryAdapter implements Adapter {

    private final Namespace namespace;
    private final SocketServer server;
    private final RoomIndex index;
    private final AtomicLong ackIds = new AtomicLong();

    InMemoryAdapter(Namespace namespace, SocketServer server) {
        this.namespace = namespace;
        this.server = server;
        this.index = new RoomIndex(server.fanOut().shards());
    }

    RoomIndex index() {
        return index;
    }

    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    @Override
    public void join(Socket socket, Collection<String> rooms) {
        namespace.tell(socket.membership().join(index, rooms));
    }

    @Override
    public void leave(Socket socket, String room) {
        namespace.tell(socket.membership().leave(index, room));
    }

    @Override
    public void leaveAll(Socket socket) {
        namespace.tell(socket.membership().leaveAll(index));
    }

    @Override
    public Set<String> rooms() {
        return index.names();
    }

    @Override
    public EmitResult broadcast(Packet packet, Selection selection) {
        Event outgoing = packet.type() == PacketType.EVENT ? server.outgoing(packet) : null;
        RecoveryLog log = namespace.recovery();
        if (log == null || selection.isVolatile() || packet.type() != PacketType.EVENT) {
            return send(server.encode(packet), selection, outgoing);
        }
        return log.send(packet, selection, server::encode, message -> send(message, selection, outgoing));
    }

    private EmitResult send(EncodedMessage encoded, Selection selection, @Nullable Event outgoing) {
        EncodedMessage message = encoded.withCompress(selection.compress());
        OfferMode mode = selection.isVolatile() ? OfferMode.VOLATILE : OfferMode.NORMAL;
        Socket only = index.only(selection);
        if (only != null) {
            return sendTo(only, message, mode, outgoing);
        }
        Delivery delivery = new Delivery(message, mode, outgoing).select(index, selection);
        int recipients = delivery.send(server.fanOut(), index.shards(), server.backlog());
        return new BroadcastResult(
                EmitResult.Status.QUEUED,
                recipients,
                () -> delivery.flushed(server.fanOut(), index.shards(), server.executor()));
    }

    private EmitResult sendTo(Socket socket, EncodedMessage message, OfferMode mode, @Nullable Event outgoing) {
        SingleDelivery delivery = new SingleDelivery(socket, message, mode, null);
        server.fanOut().submit(socket.shard(), delivery);
        if (outgoing != null && socket.watchesOutgoing()) {
            socket.notifyOutgoing(outgoing);
        }
        return delivery;
    }

    @Override
    public CompletionStage<BroadcastAcks> broadcastWithAck(Packet packet, Selection selection, Duration timeout) {
        Collection<Socket> sockets = index.select(selection);
        long id = nextAckId();
        AckCollector collector = new AckCollector(id, sockets, server.executor());
        if (sockets.isEmpty()) {
            return CompletableFuture.completedFuture(new BroadcastAcks(List.of(), java.util.Map.of()));
        }
        Packet asking = Packet.event(packet.namespace(), id, packet.event(), packet.args());
        EncodedMessage message = server.encode(asking).withCompress(selection.compress());
        OfferMode mode = selection.isVolatile() ? OfferMode.VOLATILE : OfferMode.NORMAL;
        Event outgoing = server.outgoing(asking);
        for (Socket socket : sockets) {
            socket.output().ask(id, message, mode, collector, outgoing);
        }
        if (timeout.isZero()) {
            collector.timeOut();
        } else {
            collector.timer(server.scheduler().schedule(timeout, collector::timeOut));
        }
        return collector.report().minimalCompletionStage();
    }

    @Override
    public CompletionStage<List<RemoteSocket>> fetchSockets(Selection selection) {
        return CompletableFuture.completedStage(List.copyOf(index.select(selection)));
    }

    @Override
    public void socketsJoin(Selection selection, Collection<String> rooms) {
        index.select(selection).forEach(socket -> join(socket, rooms));
    }

    @Override
    public void socketsLeave(Selection selection, Collection<String> rooms) {
        index.select(selection).forEach(socket -> rooms.forEach(room -> leave(socket, room)));
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        index.select(selection).forEach(socket -> socket.disconnect(close));
    }

    @Override
    public void serverSideEmit(Packet packet) {
        // There is no other server.
    }

    @Override
    public CompletionStage<List<Args>> serverSideEmitWithAck(Packet packet, Duration timeout) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public void close() {
        // Everything it holds goes with the sockets.
    }
}
