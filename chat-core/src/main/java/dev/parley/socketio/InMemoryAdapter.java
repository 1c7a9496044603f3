package dev.parley.socketio;

import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.ack.AckCollector;
import dev.parley.socketio.delivery.BroadcastResult;
import dev.parley.socketio.delivery.Delivery;
import dev.parley.socketio.delivery.SingleDelivery;
import dev.parley.socketio.event.AckSink;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import dev.parley.socketio.recovery.Deliverable;
import dev.parley.socketio.recovery.PendingMessage;
import dev.parley.socketio.recovery.Recovery;
import dev.parley.socketio.room.RoomIndex;
import dev.parley.socketio.room.RoomMember;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Holds the rooms of a namespace in this process: the default adapter, which every other adapter wraps. */
public final class InMemoryAdapter implements Adapter {

    private static final BroadcastAcks NO_ACKS = new BroadcastAcks(List.of(), Map.of());

    private final Namespace namespace;
    private final ServerContext server;
    private final RoomIndex index;
    private final AtomicLong ackIds = new AtomicLong();

    InMemoryAdapter(Namespace namespace, ServerContext server) {
        this.namespace = namespace;
        this.server = server;
        this.index = new RoomIndex(server.fanOut().shards());
    }

    /**
     * Returns the server's scheduler, for the deadlines of an adapter that wraps this one.
     *
     * @return the scheduler
     */
    public Scheduler scheduler() {
        return server.scheduler();
    }

    /**
     * Returns where random ids come from, for those of an adapter that wraps this one.
     *
     * @return the server's
     */
    public RandomGenerator random() {
        return server.random();
    }

    /**
     * Returns the executor of application code.
     *
     * @return the server's handler executor
     */
    public Executor executor() {
        return server.executor();
    }

    /**
     * Returns the server's JSON codec.
     *
     * @return the codec
     */
    public JsonCodec json() {
        return server.json();
    }

    /**
     * Returns how long a client may return after its connection was lost.
     *
     * @return the duration; null if recovery is disabled
     */
    public @Nullable Duration recoveryWindow() {
        SocketSettings.Recovery recovery = server.settings().recovery();
        return recovery == null ? null : recovery.window();
    }

    /**
     * Counts the sockets of this process that {@link #broadcast} would address now.
     *
     * @param selection the sockets
     * @return a number as {@link EmitResult#recipients}
     */
    public int recipients(Selection selection) {
        return index.recipients(selection.rooms(), selection.except());
    }

    /**
     * Returns whether a socket of this process is in a room.
     *
     * @param socket the socket
     * @param room the room's name
     * @return whether it is in it now, or will be when it has connected
     */
    public boolean isIn(Socket socket, String room) {
        return socket.membership().contains(room);
    }

    RoomIndex index() {
        return index;
    }

    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    @Override
    public void join(Socket socket, Collection<String> rooms) {
        namespace.notifyRoomListeners(socket.membership().join(index, rooms));
    }

    @Override
    public void leave(Socket socket, String room) {
        namespace.notifyRoomListeners(socket.membership().leave(index, room));
    }

    @Override
    public void leaveAll(Socket socket) {
        namespace.notifyRoomListeners(socket.membership().leaveAll(index));
    }

    @Override
    public Set<String> rooms() {
        return index.names();
    }

    @Override
    public EmitResult broadcast(Packet packet, Selection selection) {
        Packet outgoing = packet.type() == PacketType.EVENT ? packet : null;
        Recovery recovery = namespace.recovery();
        if (recovery == null || selection.isVolatile() || outgoing == null) {
            return send(namespace.encodeUnnumbered(packet), selection, outgoing);
        }
        return recovery.send(packet, selection, server::encode, message -> send(message, selection, outgoing));
    }

    /**
     * Sends an event to the selected sockets of this process at its position in the log of the cluster; calls of one namespace are made
     * one after the other, in the order of the positions. If the adapter shares {@link Adapter#sessions()}, clients receive the position
     * as their offset; otherwise it does what {@link #broadcast} does.
     *
     * @param event an event without an ack id
     * @param selection the sockets
     * @param position its position; null if it had to be sent without waiting for it
     * @return the result
     */
    public EmitResult deliver(Packet event, Selection selection, @Nullable String position) {
        Recovery recovery = namespace.recovery();
        if (recovery == null || selection.isVolatile()) {
            return broadcast(event, selection);
        }
        return recovery.deliver(
                Deliverable.of(event, server::encode),
                selection,
                position,
                message -> send(message.encoded(), selection, event));
    }

    /**
     * Does the same with an event that another server wrote in JSON. It is not decoded, unless a listener wants it or clients are sent
     * another form than JSON; if no socket is selected, nothing is encoded either.
     *
     * @param event the event
     * @param selection the sockets
     * @param position its position; null if it had to be sent without waiting for it
     * @return the result
     */
    public EmitResult deliver(JsonEvent event, Selection selection, @Nullable String position) {
        if (!server.sendsJson()) {
            return deliver(event.packet(), selection, position);
        }
        Recovery recovery = namespace.recovery();
        if (recovery == null) {
            return send(PendingMessage.of(event, server::encode), selection, event);
        }
        if (selection.isVolatile()) {
            return send(PendingMessage.of(recovery.without(event), server::encode), selection, event);
        }
        return recovery.deliver(
                Deliverable.of(event, server::encode), selection, position, message -> send(message, selection, event));
    }

    private EmitResult send(PendingMessage message, Selection selection, JsonEvent event) {
        if (!index.hasAny(selection.rooms())) {
            server.observer().emitted(namespace.name(), 0, message.size());
            return BroadcastResult.NOBODY;
        }
        OfferMode mode = mode(selection);
        EncodedMessage encoded = message.encoded().withCompress(selection.compress());
        RoomMember only = index.only(selection.rooms(), selection.except());
        if (only == null) {
            Delivery delivery = new Delivery(encoded, mode, event).select(index, selection.rooms(), selection.except());
            return sent(delivery, encoded, delivery.sendFromBus(server.fanOut(), index.shards()));
        }
        SocketOutput socket = (SocketOutput) only;
        EmitResult result = sendTo(socket, encoded, mode);
        if (result != BroadcastResult.NOBODY && socket.isWatched()) {
            socket.notifyOutgoing(event.packet());
        }
        return result;
    }

    private EmitResult send(EncodedMessage encoded, Selection selection, @Nullable Packet outgoing) {
        EncodedMessage message = encoded.withCompress(selection.compress());
        OfferMode mode = mode(selection);
        RoomMember only = index.only(selection.rooms(), selection.except());
        if (only == null) {
            Delivery delivery =
                    new Delivery(message, mode, outgoing).select(index, selection.rooms(), selection.except());
            return sent(delivery, message, delivery.send(server.fanOut(), index.shards(), server.backlog()));
        }
        SocketOutput socket = (SocketOutput) only;
        EmitResult result = sendTo(socket, message, mode);
        if (outgoing != null && result != BroadcastResult.NOBODY) {
            socket.notifyOutgoing(outgoing);
        }
        return result;
    }

    private static OfferMode mode(Selection selection) {
        return selection.isVolatile() ? OfferMode.VOLATILE : OfferMode.NORMAL;
    }

    private EmitResult sent(Delivery delivery, EncodedMessage message, int recipients) {
        server.writer().sent();
        server.observer().emitted(namespace.name(), recipients, message.size());
        return new BroadcastResult(
                EmitResult.Status.QUEUED,
                recipients,
                () -> delivery.flushed(server.fanOut(), index.shards(), server.executor()));
    }

    private EmitResult sendTo(SocketOutput socket, EncodedMessage message, OfferMode mode) {
        if (socket.hasLeft()) {
            return BroadcastResult.NOBODY;
        }
        SingleDelivery delivery = SingleDelivery.ofBroadcast(socket, message, mode);
        socket.submit(delivery);
        server.observer().emitted(namespace.name(), 1, message.size());
        return delivery;
    }

    private List<Socket> sockets(Selection selection) {
        return outputs(selection).stream().map(SocketOutput::socket).toList();
    }

    private List<SocketOutput> outputs(Selection selection) {
        return index.select(selection.rooms(), selection.except()).stream()
                .map(SocketOutput.class::cast)
                .toList();
    }

    @Override
    public CompletionStage<BroadcastAcks> broadcastWithAck(Packet packet, Selection selection, Duration timeout) {
        List<SocketOutput> sockets = outputs(selection);
        if (sockets.isEmpty()) {
            return CompletableFuture.completedFuture(NO_ACKS);
        }
        AckCollector collector =
                new AckCollector(nextAckId(), sockets, server.acks(), namespace.name(), packet.event(), null);
        ask(packet, sockets, selection, timeout, collector);
        return collector.report().minimalCompletionStage();
    }

    /**
     * Sends a packet to the selected sockets of this process and passes on their acknowledgements as they arrive.
     *
     * @param packet the packet, without an ack id
     * @param selection the sockets
     * @param timeout how long to wait for each
     * @param sink receives the number of sockets, then the outcome of each
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public void ask(Packet packet, Selection selection, Duration timeout, AckSink sink) {
        List<SocketOutput> sockets = outputs(selection);
        sink.recipients(sockets.size());
        if (!sockets.isEmpty()) {
            ask(
                    packet,
                    sockets,
                    selection,
                    timeout,
                    new AckCollector(nextAckId(), sockets, server.acks(), namespace.name(), packet.event(), sink));
        }
    }

    private void ask(
            Packet packet, List<SocketOutput> sockets, Selection selection, Duration timeout, AckCollector collector) {
        long id = collector.id();
        Packet asking = Packet.event(packet.namespace(), id, packet.event(), packet.args());
        EncodedMessage message = namespace.encodeUnnumbered(asking).withCompress(selection.compress());
        OfferMode mode = mode(selection);
        server.observer().emitted(namespace.name(), sockets.size(), message.size());
        if (timeout.isZero()) {
            collector.timeOut();
            sockets.forEach(socket -> socket.post(message, mode, asking));
        } else {
            sockets.forEach(socket -> socket.ask(id, message, mode, collector, asking));
            collector.timer(server.scheduler().schedule(timeout, collector::timeOut));
        }
    }

    @Override
    public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout) {
        return CompletableFuture.completedStage(new ClusterReply<>(List.copyOf(sockets(selection)), 0));
    }

    @Override
    public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
        sockets(selection).forEach(socket -> join(socket, rooms));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
        sockets(selection).forEach(socket -> rooms.forEach(room -> leave(socket, room)));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
        sockets(selection).forEach(socket -> socket.disconnectNow(close));
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void serverSideEmit(Packet packet) {
        // There is no other server.
    }

    @Override
    public CompletionStage<ClusterReply<List<Args>>> serverSideEmitWithAck(Packet packet, Duration timeout) {
        return CompletableFuture.completedStage(new ClusterReply<>(List.of(), 0));
    }

    @Override
    public CompletionStage<Integer> serverCount() {
        return CompletableFuture.completedStage(1);
    }

    @Override
    public void close() {
        // Its state is removed with the sockets.
    }
}
