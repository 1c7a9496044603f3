package dev.parley.socketio;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces whose names match a pattern or a predicate: each is created when its first client or the application asks
 * for it, with the
 * middleware and connection listeners of this parent in front of its own. What is emitted here reaches all children.
 *
 * <p>Thread-safe.
 */
public final class ParentNamespace implements Broadcaster {

    /** Null when it takes a client's handshake to decide. */
    private final @Nullable Predicate<String> names;

    private final NamespacePredicate predicate;
    private final List<Middleware> middleware = new CopyOnWriteArrayList<>();
    private final Listeners<Socket> connectionListeners = new Listeners<>();
    private final List<Namespace> children = new CopyOnWriteArrayList<>();
    private final BroadcastOperator everyone = new BroadcastOperator(new ParentTarget(this), Selection.EVERYONE);

    ParentNamespace(Predicate<String> names) {
        this.names = Objects.requireNonNull(names, "names");
        this.predicate = (name, handshake) -> CompletableFuture.completedStage(names.test(name));
    }

    ParentNamespace(NamespacePredicate predicate) {
        this.names = null;
        this.predicate = Objects.requireNonNull(predicate, "predicate");
    }

    /**
     * The namespaces created so far.
     *
     * @return a copy
     */
    public Collection<Namespace> children() {
        return List.copyOf(children);
    }

    /**
     * Calls a listener for every socket that connects to a child, before the child's own listeners.
     *
     * @param listener what to call, in the socket's mailbox
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

    /** Whether a name is known to belong here without asking a client's handshake. */
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
}
