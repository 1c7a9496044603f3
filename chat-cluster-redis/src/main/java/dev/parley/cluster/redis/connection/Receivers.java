package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.runtime.UncaughtErrors;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

        /** A message of another server: an entry with its id, or published. */
        void receive(Raw message, @Nullable String id);
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

    /** Whether somebody takes a message of a server. */
    public boolean isWanted(String namespace, String uid) {
        for (R receiver : of(namespace)) {
            if (!receiver.server().equals(uid)) {
                return true;
            }
        }
        return false;
    }

    /** Hands a message on to all but its own server. */
    public void hand(Raw message, @Nullable String id) {
        counters.received.increment();
        for (R receiver : of(message.namespace())) {
            try {
                if (!receiver.server().equals(message.uid())) {
                    receiver.receive(message, id);
                }
            } catch (RuntimeException | Error thrown) {
                // The messages behind this one are to be read too.
                UncaughtErrors.report("a message of another server", thrown);
            }
        }
    }

    /** Something was skipped: counted, and logged once a minute. */
    public void unreadable(String what, IllegalArgumentException why) {
        counters.unreadable.increment();
        // However it is malformed: who writes to Redis does not decide how much is logged.
        links.failures().warn(what, what, why);
    }

    /** Hands on a message that was published. */
    public void published(byte[] payload, int maxBytes) {
        try {
            Raw message = MessageCodec.message(payload, maxBytes);
            if (isWanted(message.namespace(), message.uid())) {
                hand(message, null);
            }
        } catch (IllegalArgumentException malformed) {
            unreadable("A published message was skipped", malformed);
        }
    }
}
