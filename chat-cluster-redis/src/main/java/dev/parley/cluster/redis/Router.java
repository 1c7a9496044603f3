package dev.parley.cluster.redis;

import dev.parley.cluster.redis.WireForm.Head;
import dev.parley.cluster.redis.WireForm.Raw;
import dev.parley.runtime.UncaughtErrors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Hands on what was read. What cannot be read is skipped, counted, and logged once a minute. */
final class Router {

    /** Takes the messages of one namespace. */
    interface Receiver {

        String namespace();

        /** The id of the server, whose own messages it does not take. */
        String server();

        /** A message of another server, out of the stream or published. */
        void receive(Raw message, boolean logged);

        /** An entry of this server itself. */
        void receiveOwn(long number, String id);

        /** The streams were read up to these entries. */
        void passed(Map<String, String> positions);
    }

    private static final CopyOnWriteArrayList<Receiver> NOBODY = new CopyOnWriteArrayList<>();

    private final int maxBytes;
    private final Links links;
    private final Counters counters;
    private final ConcurrentMap<String, CopyOnWriteArrayList<Receiver>> receivers = new ConcurrentHashMap<>();
    private final Sequences sequences = new Sequences();

    Router(RedisStreamsOptions options, Links links, Counters counters) {
        this.maxBytes = options.maxMessageBytes();
        this.links = links;
        this.counters = counters;
    }

    void add(Receiver receiver) {
        receivers
                .computeIfAbsent(receiver.namespace(), name -> new CopyOnWriteArrayList<>())
                .add(receiver);
    }

    void remove(Receiver receiver) {
        receivers.computeIfPresent(receiver.namespace(), (name, all) -> {
            all.remove(receiver);
            return all.isEmpty() ? null : all;
        });
    }

    /** One entry of a stream; called by the reader alone. */
    void entry(String stream, String id, @Nullable Object fields) {
        try {
            if (!(fields instanceof List<?> list)) {
                throw new IllegalArgumentException("an entry without fields");
            }
            Head head = WireForm.head(list, maxBytes);
            if (isNew(stream, head)) {
                List<Receiver> others = others(head.namespace(), head.uid());
                if (!others.isEmpty()) {
                    hand(others, WireForm.entry(head), true);
                }
                handBack(head, id);
            }
        } catch (IllegalArgumentException malformed) {
            unreadable("An entry of the stream was skipped", malformed);
        }
    }

    private void handBack(Head head, String id) {
        for (Receiver receiver : receivers.getOrDefault(head.namespace(), NOBODY)) {
            if (receiver.server().equals(head.uid())) {
                receiver.receiveOwn(head.number(), id);
            }
        }
    }

    /** Called by the reader after each read. */
    void passed(Map<String, String> positions) {
        receivers.values().forEach(all -> all.forEach(receiver -> receiver.passed(positions)));
    }

    private boolean isNew(String stream, Head head) {
        if (head.number() <= 0) {
            return true;
        }
        long missing = sequences.next(head.uid(), head.number());
        if (missing == Sequences.DUPLICATE) {
            counters.duplicates.increment();
            return false;
        }
        if (missing > 0 && !own(head)) {
            gap(stream, RedisStreamsListener.Gap.SKIPPED, missing);
        }
        return true;
    }

    private boolean own(Head head) {
        return receivers.getOrDefault(head.namespace(), NOBODY).stream()
                .anyMatch(receiver -> receiver.server().equals(head.uid()));
    }

    /** Entries of others were missed. */
    void gap(String stream, RedisStreamsListener.Gap gap, long missing) {
        counters.gaps.increment();
        links.gap(stream, gap, missing);
    }

    /** One message that was published. */
    void message(@Nullable Object payload) {
        try {
            Raw message = WireForm.message(payload instanceof byte[] bytes ? bytes : new byte[0], maxBytes);
            List<Receiver> others = others(message.namespace(), message.uid());
            if (!others.isEmpty()) {
                hand(others, message, false);
            }
        } catch (IllegalArgumentException malformed) {
            unreadable("A published message was skipped", malformed);
        }
    }

    private List<Receiver> others(String namespace, String uid) {
        List<Receiver> here = receivers.get(namespace);
        return here == null
                ? List.of()
                : here.stream()
                        .filter(receiver -> !receiver.server().equals(uid))
                        .toList();
    }

    private void hand(List<Receiver> others, Raw message, boolean logged) {
        counters.received.increment();
        for (Receiver receiver : others) {
            try {
                receiver.receive(message, logged);
            } catch (RuntimeException | Error thrown) {
                // The messages behind this one are to be read too.
                UncaughtErrors.report("a message of another server", thrown);
            }
        }
    }

    private void unreadable(String what, IllegalArgumentException why) {
        counters.unreadable.increment();
        links.failures().warn(what, why);
    }
}
