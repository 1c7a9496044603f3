package dev.parley.socketio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces of a server, by name. {@code this} guards creation and clean-up; reading takes no lock, and nothing of the
 * application is called under it.
 */
final class Namespaces {

    private final SocketServer server;
    private final boolean cleanUp;
    private final ConcurrentMap<String, Namespace> byName = new ConcurrentHashMap<>();
    private final List<ParentNamespace> parents = new CopyOnWriteArrayList<>();
    private final Listeners<Namespace> listeners = new Listeners<>();
    /** How many clients are connecting to, or connected to, a namespace that goes with the last of them. */
    private final Map<String, Integer> users = new HashMap<>();

    Namespaces(SocketServer server, boolean cleanUp) {
        this.server = server;
        this.cleanUp = cleanUp;
    }

    /** The namespace that the application names: created if need be, and then never cleaned up. */
    Namespace of(String given) {
        String name = given.startsWith("/") ? given : "/" + given;
        Namespace known = byName.get(name);
        if (known != null) {
            return known;
        }
        ParentNamespace parent = null;
        for (ParentNamespace candidate : parents) {
            if (candidate.matches(name)) {
                parent = candidate;
                break;
            }
        }
        return create(name, parent, false);
    }

    ParentNamespace add(ParentNamespace parent) {
        parents.add(parent);
        return parent;
    }

    Subscription onNew(Consumer<Namespace> listener) {
        return listeners.add(listener);
    }

    Collection<Namespace> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The namespace that a client asks for, taken into use: {@link #release} gives it back.
     *
     * @return completes with null if there is no such namespace
     */
    CompletionStage<@Nullable Namespace> acquire(String name, Handshake handshake) {
        synchronized (this) {
            Namespace known = byName.get(name);
            if (known != null) {
                users.computeIfPresent(name, (key, count) -> count + 1);
                return CompletableFuture.completedStage(known);
            }
        }
        return ask(new ArrayList<>(parents), 0, name, handshake);
    }

    private CompletionStage<@Nullable Namespace> ask(
            List<ParentNamespace> candidates, int next, String name, Handshake handshake) {
        if (next == candidates.size()) {
            return CompletableFuture.completedStage(null);
        }
        ParentNamespace parent = candidates.get(next);
        CompletionStage<Boolean> verdict;
        try {
            verdict = parent.predicate().test(name, handshake);
        } catch (Throwable failure) {
            verdict = CompletableFuture.failedStage(failure);
        }
        return verdict.handle((matches, failure) -> {
                    if (failure != null) {
                        server.report(new HandlerFailure(null, "namespace predicate", failure));
                    }
                    return failure == null && Boolean.TRUE.equals(matches);
                })
                .thenCompose(matches -> matches
                        ? CompletableFuture.<@Nullable Namespace>completedStage(create(name, parent, true))
                        : ask(candidates, next + 1, name, handshake));
    }

    private Namespace create(String name, @Nullable ParentNamespace parent, boolean forClient) {
        Namespace created;
        synchronized (this) {
            Namespace known = byName.get(name);
            if (known != null) {
                if (forClient) {
                    users.computeIfPresent(name, (key, count) -> count + 1);
                }
                return known;
            }
            created = new Namespace(name, server, parent);
            byName.put(name, created);
            if (parent != null) {
                parent.adopt(created);
            }
            if (forClient && cleanUp) {
                users.put(name, 1);
            }
        }
        for (Consumer<Namespace> listener : listeners.all()) {
            try {
                listener.accept(created);
            } catch (Throwable failure) {
                server.report(new HandlerFailure(null, "new_namespace", failure));
            }
        }
        return created;
    }

    /** A client was refused by the namespace, or has left it. */
    void release(Namespace namespace) {
        String name = namespace.name();
        synchronized (this) {
            Integer count = users.get(name);
            if (count == null || byName.get(name) != namespace) {
                return;
            }
            if (count > 1) {
                users.put(name, count - 1);
                return;
            }
            users.remove(name);
            byName.remove(name);
            ParentNamespace parent = namespace.parent();
            if (parent != null) {
                parent.abandon(namespace);
            }
        }
        namespace.adapter().close();
    }
}
