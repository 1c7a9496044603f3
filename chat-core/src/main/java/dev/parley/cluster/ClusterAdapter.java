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
import dev.parley.socketio.event.SharedSessions;
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
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects the sockets of a namespace on all servers of a cluster. Thread-safe. */
final class ClusterAdapter implements Adapter {

    private final Namespace namespace;
    private final InMemoryAdapter local;
    private final JsonCodec json;
    private final ClusterBus.Lane lane;
    private final String id;
    private final Questions questions;
    private final Incoming incoming;
    /** Whether own sockets are served when a message is read back. */
    private final boolean inOrder;

    private final EarlierRooms earlier;
    private final @Nullable SharedSessions sessions;

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile Subscription roomEvents = () -> {};

    /**
     * How it works.
     *
     * @param inOrder whether own sockets are served when a message is read back
     * @param recovers whether clients may return to other servers, if the bus keeps sessions
     * @param recoverWithin how long that may take
     */
    record Mode(boolean inOrder, boolean recovers, Duration recoverWithin) {}

    ClusterAdapter(Namespace namespace, InMemoryAdapter local, List<SocketKey<?>> shared, ClusterBus bus, Mode mode) {
        this.inOrder = mode.inOrder();
        this.namespace = namespace;
        this.local = local;
        this.json = local.json();
        this.earlier = new EarlierRooms(local::isIn);
        this.id = Questions.newId(local.random());
        this.lane = bus.open(namespace.name(), id);
        SessionLog log = mode.recovers() ? lane.sessions() : null;
        this.sessions =
                log == null ? null : new ClusterSessions(namespace.name(), log, shared, local, mode.recoverWithin());
        this.incoming = new Incoming(namespace, local, shared, new Incoming.Out(id, lane));
        this.questions = incoming.questions();
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
        earlier.changing(socket, rooms);
        local.join(socket, rooms);
    }

    @Override
    public void leave(Socket socket, String room) {
        earlier.changing(socket, List.of(room));
        local.leave(socket, room);
    }

    @Override
    public void whenDelivered(Runnable task) {
        earlier.behind(task);
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

    @Override
    public void mirror(Packet packet, Selection selection) {
        lane.publish(message(Kind.BROADCAST, Forms.mirrored(json.plain(packet), selection)));
    }

    /** The sockets are selected, and a volatile packet dropped, when it is read back; its arguments are those of the call. */
    private EmitResult broadcastInOrder(Packet packet, Selection selection) {
        Packet plain = json.plain(packet);
        ClusterMessage message = message(Kind.BROADCAST, Forms.broadcast(plain, selection, null, null));
        AwaitedResult result = new AwaitedResult(local.recipients(selection));
        inTurn(message, (turn, position) -> {
            List<Selection> meant = earlier.meant(turn, here(selection));
            result.sent(() -> JointResult.of(meant.stream()
                    .map(each -> local.deliver(plain, each, position))
                    .toList()));
        });
        return result;
    }

    /** Has this server carry out a message when it is read back, for those who are meant now. */
    private CompletionStage<Void> inTurn(ClusterMessage message, BiConsumer<EarlierRooms.Turn, @Nullable String> here) {
        EarlierRooms.Turn turn = earlier.begin();
        try {
            return lane.publish(message, position -> {
                try {
                    here.accept(turn, position);
                } finally {
                    earlier.done(turn);
                }
            });
        } catch (RuntimeException unfit) {
            earlier.done(turn);
            throw unfit;
        }
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

    private boolean acks(Question<BroadcastAcks.Answer> question, ClusterMessage message) {
        Map<String, @Nullable Object> body = message.data();
        if (message.kind() == Kind.CLIENT_COUNT && body.get("clientCount") instanceof Number count) {
            return question.answered(message.from(), List.of(), count.intValue(), PlainSize.of(body));
        }
        if (message.kind() == Kind.CLIENT_ACK) {
            String socket = body.get(Incoming.SOCKET_ID) instanceof String known ? known : null;
            BroadcastAcks.Answer answer = new BroadcastAcks.Answer(socket, Incoming.args(body, json));
            return question.item(message.from(), answer, PlainSize.of(body));
        }
        return true;
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

    private boolean sockets(Question<RemoteSocket> question, ClusterMessage message) {
        if (message.kind() == Kind.SOCKETS && message.data().get("sockets") instanceof List<?> forms) {
            List<RemoteSocket> found = new ArrayList<>();
            for (Object form : forms) {
                found.add(new DistantSocket(SocketForm.read(form), namespace, json));
            }
            return question.answered(message.from(), found, 0, PlainSize.of(forms));
        }
        return true;
    }

    @Override
    public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
        return everywhere(
                selection,
                Kind.JOIN,
                () -> Forms.rooms(selection, rooms),
                () -> local.socketsJoin(here(selection), rooms),
                turn -> inRooms(turn, selection, rooms, true));
    }

    @Override
    public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
        return everywhere(
                selection,
                Kind.LEAVE,
                () -> Forms.rooms(selection, rooms),
                () -> local.socketsLeave(here(selection), rooms),
                turn -> inRooms(turn, selection, rooms, false));
    }

    private CompletionStage<Void> inRooms(
            EarlierRooms.Turn turn, Selection selection, Collection<String> rooms, boolean join) {
        List<Selection> meant = earlier.meant(turn, here(selection));
        for (String room : rooms) {
            String[] later = earlier.changedLater(turn, selection, room, join);
            for (Selection each : meant) {
                Selection left = later.length == 0 ? each : each.except(later);
                var unused = join ? local.socketsJoin(left, List.of(room)) : local.socketsLeave(left, List.of(room));
            }
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
        return everywhere(
                selection,
                Kind.DISCONNECT,
                () -> Forms.disconnect(selection, close),
                () -> local.disconnectSockets(here(selection), close),
                turn -> {
                    earlier.meant(turn, here(selection)).forEach(each -> local.disconnectSockets(each, close));
                    return CompletableFuture.completedStage(null);
                });
    }

    private CompletionStage<Void> everywhere(
            Selection selection,
            Kind kind,
            Supplier<Map<String, @Nullable Object>> body,
            Supplier<CompletionStage<Void>> atOnce,
            Function<EarlierRooms.Turn, CompletionStage<Void>> inTurn) {
        if (selection.local()) {
            return atOnce.get();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletionStage<Void> published;
        if (inOrder) {
            published = inTurn(message(kind, body.get()), (turn, position) -> complete(done, () -> inTurn.apply(turn)));
        } else {
            complete(done, atOnce);
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

    private boolean serverSide(Question<Args> question, ClusterMessage message) {
        if (message.kind() == Kind.SERVER_SIDE_ANSWER) {
            List<Args> given = List.of(Incoming.args(message.data(), json));
            return question.answered(message.from(), given, 0, PlainSize.of(message.data()));
        }
        return true;
    }

    @Override
    public CompletionStage<Integer> serverCount() {
        return lane.servers().thenApplyAsync(Function.identity(), local.executor());
    }

    @Override
    public @Nullable SharedSessions sessions() {
        return sessions;
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
