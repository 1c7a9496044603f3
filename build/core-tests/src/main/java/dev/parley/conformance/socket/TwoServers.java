package dev.parley.conformance.socket;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one process, made of what the {@link Adapter} interface offers and nothing else: what an adapter over several servers
 * is given by the server, and may ask of it. It is quick because it calls the other servers directly, and knows no failures.
 */
final class TwoServers {

    private final List<Node> nodes = new CopyOnWriteArrayList<>();

    /** The adapters of one more server. */
    Adapter.Factory member() {
        return (namespace, local) -> {
            Node node = new Node(namespace, local);
            nodes.add(node);
            return node;
        };
    }

    private final class Node implements Adapter {

        private final Namespace namespace;
        private final InMemoryAdapter local;

        Node(Namespace namespace, InMemoryAdapter local) {
            this.namespace = namespace;
            this.local = local;
        }

        private List<Node> others() {
            return nodes.stream()
                    .filter(node -> node != this && node.namespace.name().equals(namespace.name()))
                    .toList();
        }

        private List<Node> meant(Selection selection) {
            List<Node> meant = new ArrayList<>(List.of(this));
            if (!selection.local()) {
                meant.addAll(others());
            }
            return meant;
        }

        private static Selection here(Selection all) {
            return new Selection(all.rooms(), all.except(), true, all.isVolatile(), all.compress());
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
            return meant(selection).stream()
                    .map(node -> node.local.broadcast(packet, here(selection)))
                    .toList()
                    .get(0);
        }

        @Override
        public CompletionStage<BroadcastAcks> broadcastWithAck(Packet packet, Selection selection, Duration timeout) {
            return gather(
                    selection,
                    adapter -> adapter.broadcastWithAck(packet, here(selection), timeout),
                    BroadcastAcks::with);
        }

        @Override
        public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout) {
            return gather(selection, adapter -> adapter.fetchSockets(here(selection), timeout), (one, other) -> {
                List<RemoteSocket> all = new ArrayList<>(one.value());
                all.addAll(other.value());
                return new ClusterReply<>(all, 0);
            });
        }

        private <T> CompletionStage<T> gather(
                Selection selection, Function<Adapter, CompletionStage<T>> ask, BiFunction<T, T, T> together) {
            return meant(selection).stream()
                    .map(node -> ask.apply(node.local))
                    .reduce((one, other) -> one.thenCombine(other, together))
                    .orElseThrow();
        }

        @Override
        public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
            return gather(selection, adapter -> adapter.socketsJoin(here(selection), rooms), (one, other) -> null);
        }

        @Override
        public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
            return gather(selection, adapter -> adapter.socketsLeave(here(selection), rooms), (one, other) -> null);
        }

        @Override
        public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
            return gather(
                    selection, adapter -> adapter.disconnectSockets(here(selection), close), (one, other) -> null);
        }

        @Override
        public void serverSideEmit(Packet packet) {
            others().forEach(node -> node.namespace.receiveServerSide(packet, new Answer()));
        }

        @Override
        public CompletionStage<ClusterReply<List<Args>>> serverSideEmitWithAck(Packet packet, Duration timeout) {
            List<Answer> answers = new ArrayList<>();
            for (Node node : others()) {
                Answer answer = new Answer();
                answers.add(answer);
                node.namespace.receiveServerSide(packet, answer);
            }
            return CompletableFuture.allOf(
                            answers.stream().map(answer -> answer.args).toArray(CompletableFuture[]::new))
                    .thenApply(done -> new ClusterReply<>(
                            answers.stream().map(answer -> answer.args.join()).toList(), 0));
        }

        @Override
        public CompletionStage<Integer> serverCount() {
            return CompletableFuture.completedStage(1 + others().size());
        }

        @Override
        public void close() {
            nodes.remove(this);
            local.close();
        }
    }

    private static final class Answer implements Ack {

        private final CompletableFuture<Args> args = new CompletableFuture<>();

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void send(@Nullable Object... values) {
            args.complete(Args.of(Arrays.asList(values), JsonCodec.standard()));
        }
    }
}
