package dev.parley.socketio;

import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.listener.Listeners;
import dev.parley.socketio.recovery.RecoveryLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces of a server, by name. {@code this} guards creation and clean-up; reads are lock-free, and no
 * application code is called under the lock.
 */
final class Namespaces {

    /** Maximum length of the name of a namespace created by a client, in characters. */
    static final int MAX_NAME_LENGTH = 256;

    private final ServerContext server;
    private final boolean cleanUp;
    private final int maxForClients;
    private final ConcurrentMap<String, Namespace> byName = new ConcurrentHashMap<>();
    private final List<ParentNamespace> parents = new CopyOnWriteArrayList<>();
    private final Listeners<Namespace> listeners = new Listeners<>();
    /** The number of connecting and connected clients of each namespace created by a client. */
    private final Map<String, Integer> users = new HashMap<>();
    /** Those without clients, longest unused first; empty with {@code cleanUp}. */
    private final Set<String> unused = new LinkedHashSet<>();

    Namespaces(ServerContext server) {
        this.server = server;
        this.cleanUp = server.settings().cleanUpNamespaces();
        this.maxForClients = server.settings().maxNamespaces();
    }

    /** The namespace that the application names: created if necessary, and then never cleaned up. */
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
     * Acquires the namespace that a client asks for, until {@link #release}.
     *
     * @return completes with null if there is no such namespace; fails with {@link ConnectError} if there are too many
     *     already
     */
    CompletionStage<@Nullable Namespace> acquire(String name, Handshake handshake) {
        synchronized (this) {
            Namespace known = byName.get(name);
            if (known != null) {
                use(name);
                return CompletableFuture.completedStage(known);
            }
        }
        if (name.length() > MAX_NAME_LENGTH) {
            return CompletableFuture.completedStage(null);
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
        Namespace evicted = null;
        synchronized (this) {
            Namespace known = byName.get(name);
            if (known != null) {
                if (forClient) {
                    use(name);
                }
                return known;
            }
            if (forClient && users.size() >= maxForClients) {
                evicted = remove(longestUnused());
            }
            created = new Namespace(name, server, parent, this::release);
            byName.put(name, created);
            if (parent != null) {
                parent.adopt(created);
            }
            if (forClient) {
                users.put(name, 1);
            }
        }
        if (evicted != null) {
            evicted.close();
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

    /** What is kept for recovery. */
    CompletionStage<Void> ready() {
        return CompletableFuture.allOf(all().stream()
                .map(namespace -> namespace.adapter().ready().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    Map<String, Adapter.Health> health() {
        return all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Namespace::name, namespace -> namespace.adapter().health()));
    }

    /** The server has closed: adapters release their connections. */
    void close() {
        for (Namespace namespace : all()) {
            try {
                namespace.close();
            } catch (RuntimeException failure) {
                server.report(new HandlerFailure(null, "adapter", failure));
            }
        }
    }

    List<RecoveryLog> recoveryLogs() {
        return all().stream()
                .map(Namespace::recovery)
                .filter(RecoveryLog.class::isInstance)
                .map(RecoveryLog.class::cast)
                .toList();
    }

    private void use(String name) {
        if (users.computeIfPresent(name, (key, count) -> count + 1) != null) {
            unused.remove(name);
        }
    }

    private String longestUnused() {
        Iterator<String> longestFirst = unused.iterator();
        if (!longestFirst.hasNext()) {
            throw new ConnectError("Too many namespaces");
        }
        return longestFirst.next();
    }

    private @Nullable Namespace remove(String name) {
        users.remove(name);
        unused.remove(name);
        Namespace removed = byName.remove(name);
        if (removed != null) {
            ParentNamespace parent = removed.parent();
            if (parent != null) {
                parent.abandon(removed);
            }
        }
        return removed;
    }

    /** A client was refused by the namespace, or has disconnected from it. */
    void release(Namespace namespace) {
        String name = namespace.name();
        synchronized (this) {
            Integer count = users.get(name);
            if (count == null || byName.get(name) != namespace) {
                return;
            }
            if (count > 1 || !cleanUp) {
                users.put(name, count - 1);
                if (count == 1) {
                    unused.add(name);
                }
                return;
            }
            remove(name);
        }
        namespace.close();
    }
}
