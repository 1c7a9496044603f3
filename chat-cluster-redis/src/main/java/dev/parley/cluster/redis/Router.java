package dev.parley.cluster.redis;

import dev.parley.cluster.redis.WireForm.Head;
import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.Receivers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands on what was read. What cannot be read is skipped, counted, and logged once a minute. */
final class Router {

    /** Takes the messages of one namespace, and hears how far the streams are read. */
    interface Receiver extends Receivers.Receiver {

        /** An entry of this server itself. */
        void receiveOwn(long number, String id);

        /** The streams were read up to these entries. */
        void passed(Map<String, String> positions);
    }

    private final int maxBytes;
    private final Links links;
    private final Counters counters;
    private final RedisStreamsListener listener;
    private final Receivers<Receiver> receivers;
    private final Sequences sequences = new Sequences();

    Router(RedisStreamsOptions options, Links links, Counters counters) {
        this.maxBytes = options.bus().maxMessageBytes();
        this.links = links;
        this.counters = counters;
        this.listener = options.listener();
        this.receivers = new Receivers<>(links, counters);
    }

    Receivers<Receiver> receivers() {
        return receivers;
    }

    /** One entry of a stream; called by the reader of the stream. */
    void entry(String stream, String id, @Nullable Object fields) {
        try {
            if (!(fields instanceof List<?> list)) {
                throw new IllegalArgumentException("an entry without fields");
            }
            Head head = WireForm.head(list, maxBytes);
            if (isNew(stream, head)) {
                if (receivers.isWanted(head.namespace(), head.uid())) {
                    receivers.hand(WireForm.entry(head, id), id);
                }
                handBack(head, id);
            }
        } catch (IllegalArgumentException malformed) {
            receivers.unreadable("An entry of the stream was skipped", malformed);
        }
    }

    private void handBack(Head head, String id) {
        for (Receiver receiver : receivers.of(head.namespace())) {
            if (receiver.server().equals(head.uid())) {
                receiver.receiveOwn(head.number(), id);
            }
        }
    }

    /** Called by the reader after each read. */
    void passed(Map<String, String> positions) {
        receivers.each(receiver -> receiver.passed(positions));
    }

    private boolean isNew(String stream, Head head) {
        if (head.number() <= 0) {
            return true;
        }
        long missing = sequences.next(head.origin(), head.number());
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
        for (Receiver receiver : receivers.of(head.namespace())) {
            if (receiver.server().equals(head.uid())) {
                return true;
            }
        }
        return false;
    }

    /** Entries of others were missed. */
    void gap(String stream, RedisStreamsListener.Gap gap, long missing) {
        counters.gaps.increment();
        links.failures().warn("Entries of other servers were missed", new IllegalStateException(gap + " in " + stream));
        links.notify(() -> listener.onGap(stream, gap, missing));
    }

    /** One message that was published. */
    void message(byte[] payload) {
        receivers.published(payload, maxBytes);
    }
}
