package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.runtime.UncaughtErrors;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who takes the messages of each namespace. Thread-safe.
 *
 * @param <R> what takes them
 */
public final class Receivers<R extends Receivers.Receiver> {

    /** Takes the messages of one namespace. */
    public interface Receiver {

        String namespace();

        /** The id of the server, whose own messages it does not take. */
        String server();

        /** A message of another server, out of a stream or published. */
        void receive(Raw message, boolean logged);
    }

    private final Links links;
    private final Counters counters;
    private final ConcurrentMap<String, CopyOnWriteArrayList<R>> all = new ConcurrentHashMap<>();

    public Receivers(Links links, Counters counters) {
        this.links = links;
        this.counters = counters;
    }

    public void add(R receiver) {
        all.computeIfAbsent(receiver.namespace(), name -> new CopyOnWriteArrayList<>())
                .add(receiver);
    }

    public void remove(R receiver) {
        all.computeIfPresent(receiver.namespace(), (name, here) -> {
            here.remove(receiver);
            return here.isEmpty() ? null : here;
        });
    }

    /** Those of a namespace. */
    public List<R> of(String namespace) {
        List<R> here = all.get(namespace);
        return here == null ? List.of() : here;
    }

    /** All of them. */
    public void each(Consumer<R> call) {
        all.values().forEach(here -> here.forEach(call));
    }

    /** Those that take a message of a server. */
    public List<R> others(String namespace, String uid) {
        return of(namespace).stream()
                .filter(receiver -> !receiver.server().equals(uid))
                .toList();
    }

    /** Hands a message on. */
    public void hand(List<R> others, Raw message, boolean logged) {
        counters.received.increment();
        for (R receiver : others) {
            try {
                receiver.receive(message, logged);
            } catch (RuntimeException | Error thrown) {
                // The messages behind this one are to be read too.
                UncaughtErrors.report("a message of another server", thrown);
            }
        }
    }

    /** Something was skipped: counted, and logged once a minute. */
    public void unreadable(String what, IllegalArgumentException why) {
        counters.unreadable.increment();
        links.failures().warn(what, why);
    }

    /** Hands on a message that was published. */
    public void published(byte[] payload, int maxBytes) {
        try {
            Raw message = MessageCodec.message(payload, maxBytes);
            List<R> others = others(message.namespace(), message.uid());
            if (!others.isEmpty()) {
                hand(others, message, false);
            }
        } catch (IllegalArgumentException malformed) {
            unreadable("A published message was skipped", malformed);
        }
    }
}
