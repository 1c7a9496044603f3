package dev.parley.cluster;

import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Question.Outcome;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.RoomEvent;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects the sockets of a namespace on all servers of a cluster. Thread-safe. */
final class ClusterAdapter implements Adapter {

    private final Namespace namespace;
    private final InMemoryAdapter local;
    private final JsonCodec json;
    private final ClusterBus.Lane lane;
    private final String id = Questions.newId();
    private final Questions questions;
    private final Incoming incoming;
    /** Whether own sockets are served when a message is read back. */
    private final boolean inOrder;

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile Subscription roomEvents = () -> {};

    ClusterAdapter(
            Namespace namespace, InMemoryAdapter local, List<SocketKey<?>> shared, ClusterBus bus, boolean inOrder) {
        this.inOrder = inOrder;
        this.namespace = namespace;
        this.local = local;
        this.json = local.json();
        this.lane = bus.open(namespace.name(), id);
        this.questions = new Questions(lane, local.scheduler());
        this.incoming = new Incoming(namespace, local, shared, new Incoming.Out(id, lane), questions);
    }

    @Override
    public void begin() {
        if (lane.followsRooms()) {
            roomEvents = namespace.onRoomEvent(this::roomChanged);
        }
        lane.start(incoming::receive)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                ready.complete(null);
                            } else {
                                ready.completeExceptionally(failure);
                            }
                        },
                        local.executor());
    }

    private void roomChanged(RoomEvent event) {
        if (event.kind() == RoomEvent.Kind.CREATE || event.kind() == RoomEvent.Kind.DELETE) {
            lane.roomChanged(event.room(), event.kind() == RoomEvent.Kind.CREATE);
        }
    }

    private ClusterMessage message(Kind kind, Map<String, @Nullable Object> data) {
        return new ClusterMessage(id, namespace.name(), kind, data);
    }

    private static Selection here(Selection all) {
        return all.local() ? all : new Selection(all.rooms(), all.except(), true, all.isVolatile(), all.compress());
    }

    @Override
    public void join(Socket socket, Collection<String> rooms) {
        local.join(socket, rooms);
    }

    @Override
    public void leave(Socket socket, String room) {
        local.leave(socket, room);
    }

    @Override
    public void leaveAll(Socket socket) {
        local.leaveAll(socket);
    }

    @Override
    public Set<String> rooms() {
        return local.rooms();
    }

    @Override
    public EmitResult broadcast(Packet packet, Selection selection) {
        if (inOrder && !selection.local()) {
            return broadcastInOrder(packet, selection);
        }
        EmitResult result = local.broadcast(packet, here(selection));
        if (!selection.local()) {
            lane.publish(message(Kind.BROADCAST, Forms.broadcast(json.plain(packet), selection, null, null)));
        }
        return result;
    }

    /** The sockets are selected, and a volatile packet dropped, when it is read back; its arguments are those of the call. */
    private EmitResult broadcastInOrder(Packet packet, Selection selection) {
        Packet plain = json.plain(packet);
        AwaitedResult result = new AwaitedResult(local.recipients(selection));
        lane.publish(
                message(Kind.BROADCAST, Forms.broadcast(plain, selection, null, null)),
                offset -> result.sent(() -> local.broadcast(plain, here(selection))));
        return result;
    }

    @Override
    public CompletionStage<BroadcastAcks> broadcastWithAck(Packet packet, Selection selection, Duration timeout) {
        CompletionStage<BroadcastAcks> own = local.broadcastWithAck(packet, here(selection), timeout);
        if (selection.local()) {
            return own;
        }
        Packet plain = json.plain(packet);
        CompletionStage<Outcome<BroadcastAcks.Answer>> others = questions.ask(
                timeout,
                request -> message(Kind.BROADCAST, Forms.broadcast(plain, selection, request, timeout)),
                this::acks);
        return own.thenCombineAsync(
                others,
                (acks, more) -> acks.with(new BroadcastAcks(more.items(), Map.of(), more.owed(), more.silent())),
                local.executor());
    }

    private void acks(Question<BroadcastAcks.Answer> question, ClusterMessage message) {
        Map<String, @Nullable Object> body = message.data();
        if (message.kind() == Kind.CLIENT_COUNT && body.get("clientCount") instanceof Number count) {
            question.answered(message.from(), List.of(), count.intValue());
        } else if (message.kind() == Kind.CLIENT_ACK) {
            String socket = body.get(Incoming.SOCKET_ID) instanceof String known ? known : null;
            question.item(message.from(), new BroadcastAcks.Answer(socket, Incoming.args(body, json)));
        }
    }

    @Override
    public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout) {
        CompletionStage<ClusterReply<List<RemoteSocket>>> own = local.fetchSockets(here(selection), timeout);
        if (selection.local()) {
            return own;
        }
        CompletionStage<Outcome<RemoteSocket>> others = questions.ask(
                timeout, request -> message(Kind.FETCH_SOCKETS, Forms.fetch(selection, request)), this::sockets);
        return own.thenCombineAsync(
                others,
                (sockets, more) -> {
                    List<RemoteSocket> all = new ArrayList<>(sockets.value());
                    all.addAll(more.items());
                    return new ClusterReply<>(List.copyOf(all), more.silent());
                },
                local.executor());
    }

    private void sockets(Question<RemoteSocket> question, ClusterMessage message) {
        if (message.kind() == Kind.SOCKETS && message.data().get("sockets") instanceof List<?> forms) {
            List<RemoteSocket> found = new ArrayList<>();
            for (Object form : forms) {
                found.add(new DistantSocket(SocketForm.read(form), namespace, json));
            }
            question.answered(message.from(), found, 0);
        }
    }

    @Override
    public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
        return everywhere(
                selection,
                Kind.JOIN,
                () -> local.socketsJoin(here(selection), rooms),
                () -> Forms.rooms(selection, rooms));
    }

    @Override
    public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
        return everywhere(
                selection,
                Kind.LEAVE,
                () -> local.socketsLeave(here(selection), rooms),
                () -> Forms.rooms(selection, rooms));
    }

    @Override
    public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
        return everywhere(
                selection,
                Kind.DISCONNECT,
                () -> local.disconnectSockets(here(selection), close),
                () -> Forms.disconnect(selection, close));
    }

    private CompletionStage<Void> everywhere(
            Selection selection,
            Kind kind,
            Supplier<CompletionStage<Void>> here,
            Supplier<Map<String, @Nullable Object>> body) {
        if (selection.local()) {
            return here.get();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletionStage<Void> published;
        if (inOrder) {
            published = lane.publish(message(kind, body.get()), offset -> complete(done, here));
        } else {
            complete(done, here);
            published = lane.publish(message(kind, body.get()));
        }
        return done.thenCombineAsync(published, (one, other) -> null, local.executor());
    }

    private static void complete(CompletableFuture<Void> done, Supplier<CompletionStage<Void>> here) {
        here.get().whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }

    @Override
    public void serverSideEmit(Packet packet) {
        lane.publish(message(Kind.SERVER_SIDE, Forms.serverSide(json.plain(packet), null)));
    }

    @Override
    public CompletionStage<ClusterReply<List<Args>>> serverSideEmitWithAck(Packet packet, Duration timeout) {
        Packet plain = json.plain(packet);
        CompletionStage<Outcome<Args>> answers = questions.ask(
                timeout, request -> message(Kind.SERVER_SIDE, Forms.serverSide(plain, request)), this::serverSide);
        return answers.thenApplyAsync(given -> new ClusterReply<>(given.items(), given.silent()), local.executor());
    }

    private void serverSide(Question<Args> question, ClusterMessage message) {
        if (message.kind() == Kind.SERVER_SIDE_ANSWER) {
            question.answered(message.from(), List.of(Incoming.args(message.data(), json)), 0);
        }
    }

    @Override
    public CompletionStage<Integer> serverCount() {
        return lane.servers().thenApplyAsync(Function.identity(), local.executor());
    }

    @Override
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    @Override
    public Health health() {
        return lane.health();
    }

    @Override
    public void close() {
        // Before the lane: without this server the count of the others would be one too low.
        questions.close();
        lane.close();
        roomEvents.cancel();
        local.close();
    }
}
