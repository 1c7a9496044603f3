package dev.parley.socketio;

import dev.parley.socketio.delivery.BroadcastResult;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.handshake.NamespacePredicate;
import dev.parley.socketio.listener.Listeners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces whose names match a pattern or a predicate: each is created when its first client or the application
 * asks for it, with the middleware and connection listeners of this parent before its own. What is emitted here reaches
 * all children.
 *
 * <p>Thread-safe.
 */
public final class ParentNamespace implements Broadcaster {

    /** Null if the decision requires a client's handshake. */
    private final @Nullable Predicate<String> names;

    private final NamespacePredicate predicate;
    private final List<Middleware> middleware = new CopyOnWriteArrayList<>();
    private final Listeners<Socket> connectionListeners = new Listeners<>();
    private final List<Namespace> children = new CopyOnWriteArrayList<>();
    private final BroadcastOperator everyone = new BroadcastOperator(new Children(this), Selection.EVERYONE);

    ParentNamespace(Predicate<String> names) {
        this.names = Objects.requireNonNull(names, "names");
        this.predicate = (name, handshake) -> CompletableFuture.completedStage(names.test(name));
    }

    ParentNamespace(NamespacePredicate predicate) {
        this.names = null;
        this.predicate = Objects.requireNonNull(predicate, "predicate");
    }

    /**
     * Returns the namespaces created so far.
     *
     * @return a copy
     */
    public Collection<Namespace> children() {
        return List.copyOf(children);
    }

    /**
     * Adds a listener for sockets connecting to any child, called before the child's own listeners.
     *
     * @param listener the listener, called in the socket's mailbox
     * @return removes the listener
     */
    public Subscription onConnection(Consumer<Socket> listener) {
        return connectionListeners.add(listener);
    }

    /**
     * Adds a middleware for every child, before the child's own.
     *
     * @param check decides about each connecting socket
     * @return this parent
     */
    public ParentNamespace use(Middleware check) {
        middleware.add(check);
        return this;
    }

    @Override
    public BroadcastOperator operator() {
        return everyone;
    }

    /** Whether a name is known to belong here without a client's handshake. */
    boolean matches(String name) {
        return names != null && names.test(name);
    }

    NamespacePredicate predicate() {
        return predicate;
    }

    List<Middleware> middleware() {
        return middleware;
    }

    List<Consumer<Socket>> connectionListeners() {
        return connectionListeners.all();
    }

    void adopt(Namespace child) {
        children.add(child);
    }

    void abandon(Namespace child) {
        children.remove(child);
    }

    /** All children of a parent namespace: each gets its own packet, because it contains its name. */
    private record Children(ParentNamespace parent) implements Target {

        @Override
        public EmitResult emit(Selection selection, String event, @Nullable Object[] args) {
            int recipients = 0;
            List<EmitResult> results = new ArrayList<>();
            for (Namespace child : parent.children()) {
                EmitResult result = child.target().emit(selection, event, args);
                recipients += result.recipients();
                results.add(result);
            }
            boolean refused = !results.isEmpty()
                    && results.stream().allMatch(result -> result.status() == EmitResult.Status.REFUSED);
            return new BroadcastResult(
                    refused ? EmitResult.Status.REFUSED : EmitResult.Status.QUEUED,
                    recipients,
                    () -> allFlushed(results));
        }

        private static CompletionStage<Void> allFlushed(List<EmitResult> results) {
            return CompletableFuture.allOf(results.stream()
                    .map(result -> result.flushed().toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
        }

        @Override
        public CompletionStage<BroadcastAcks> emitWithAck(
                Selection selection, Duration timeout, String event, @Nullable Object[] args) {
            CompletionStage<BroadcastAcks> all =
                    CompletableFuture.completedStage(new BroadcastAcks(List.of(), Map.of()));
            for (Namespace child : parent.children()) {
                all = all.thenCombine(child.target().emitWithAck(selection, timeout, event, args), BroadcastAcks::with);
            }
            return all;
        }

        @Override
        public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout) {
            CompletionStage<ClusterReply<List<RemoteSocket>>> all =
                    CompletableFuture.completedStage(new ClusterReply<>(List.of(), 0));
            for (Namespace child : parent.children()) {
                all = all.thenCombine(child.target().fetchSockets(selection, timeout), (some, more) -> {
                    List<RemoteSocket> joined = new ArrayList<>(some.value());
                    joined.addAll(more.value());
                    return new ClusterReply<>(joined, Math.max(some.silentServers(), more.silentServers()));
                });
            }
            return all;
        }

        @Override
        public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
            return each(child -> child.socketsJoin(selection, rooms));
        }

        @Override
        public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
            return each(child -> child.socketsLeave(selection, rooms));
        }

        @Override
        public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
            return each(child -> child.disconnectSockets(selection, close));
        }

        private CompletionStage<Void> each(Function<Target, CompletionStage<Void>> action) {
            return CompletableFuture.allOf(parent.children().stream()
                    .map(child -> action.apply(child.target()).toCompletableFuture())
                    .toArray(CompletableFuture[]::new));
        }
    }
}
