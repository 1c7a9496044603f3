package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.connection.Subscriber.Channel;
import dev.parley.cluster.redis.connection.Subscriber.Sink;
import dev.parley.runtime.UncaughtErrors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The subscriptions of a bus: on one connection, with a thread that reads; in a cluster on one for each server that has some of the
 * channels. Guarded by {@code this}; what was published is handed on outside the lock.
 */
public final class Subscriptions {

    private final Sink sink;
    private final Shared shared;
    private final Connector connector;
    private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();

    /** In a cluster several threads call the sink. */
    public Subscriptions(Sink sink, Shared shared) {
        this.sink = sink;
        this.shared = shared;
        this.connector = shared.connector();
    }

    /** Completes when nothing that is published from now on is missed. */
    public synchronized CompletableFuture<Void> add(Collection<Channel> added) {
        List<CompletableFuture<Void>> confirmed = new ArrayList<>();
        for (Channel each : added) {
            confirmed.add(at(connector.server(each.name())).add(each, new CompletableFuture<>()));
        }
        return CompletableFuture.allOf(confirmed.toArray(CompletableFuture<?>[]::new));
    }

    private Subscriber at(String server) {
        return subscribers.computeIfAbsent(server, name -> {
            Subscriber subscriber = new Subscriber(name, sink, this, shared);
            shared.links().expect(Links.Part.SUBSCRIBER, name);
            UncaughtErrors.thread("parley-redis-subscriber", subscriber).start();
            return subscriber;
        });
    }

    public synchronized void remove(Collection<Channel> removed) {
        for (Channel each : removed) {
            subscribers.values().forEach(subscriber -> subscriber.remove(each));
        }
    }

    /**
     * Asks which servers of a cluster have the channels, and subscribes to those that have moved where they are now; true if there are
     * such. Throws JedisException if no server answers.
     */
    boolean follow() {
        connector.refresh();
        return move();
    }

    private synchronized boolean move() {
        boolean moved = false;
        for (Subscriber from : List.copyOf(subscribers.values())) {
            for (Channel each : List.copyOf(from.channels())) {
                String now = connector.server(each.name());
                if (!now.equals(from.server())) {
                    CompletableFuture<Void> confirmed = from.remove(each);
                    if (confirmed != null) {
                        at(now).add(each, confirmed);
                        moved = true;
                    }
                }
            }
            if (connector.isCluster() && from.channels().isEmpty()) {
                subscribers.remove(from.server());
                from.retire();
            }
        }
        return moved;
    }

    /** Notices connections that were cut without a word; called about once a second. */
    public synchronized void check() {
        subscribers.values().forEach(Subscriber::check);
    }

    /** Ends the connections, from any thread. */
    public synchronized void drop() {
        subscribers.values().forEach(Subscriber::drop);
    }
}
