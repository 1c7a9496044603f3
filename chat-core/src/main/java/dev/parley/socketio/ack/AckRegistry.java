package dev.parley.socketio.ack;

import dev.parley.runtime.MemoryAccount;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.packet.Packet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outstanding acknowledgements of one socket, accounted for in its session. Guarded by {@code this}; nothing is
 * completed or accounted for under the lock.
 */
public final class AckRegistry {

    /** Maximum number of outstanding acknowledgements per socket; further ones are not requested. */
    public static final int MAX_PENDING = 10_000;

    private final MemoryAccount memory;
    private @Nullable Map<Long, PendingAck> pending = new HashMap<>(4);

    public AckRegistry(MemoryAccount memory) {
        this.memory = memory;
    }

    /** Waits for an acknowledgement; exactly one of its methods is called, once. */
    public interface PendingAck {

        /** The heap size of waiting, in bytes. */
        int weight();

        /** {@code weight} is the heap size of the acknowledgement, in bytes. */
        void answered(String socketId, Packet answer, long weight);

        void failed(String socketId, AckFailure failure);
    }

    /** Reports to the server's observer how long one emit waits for acknowledgements. */
    static final class Wait {

        private final AckContext context;
        private final String namespace;
        private final long since;
        private final ServerTracer.Span span;

        Wait(AckContext context, String namespace, String event, int recipients) {
            this.context = context;
            this.namespace = namespace;
            this.since = isObserved() ? context.scheduler().nanoTime() : 0;
            this.span = context.observer().tracer().askStarted(namespace, event, recipients);
        }

        /** Nothing more is waited for. */
        void ended(boolean answered) {
            span.end(answered ? "answered" : "unanswered", null);
        }

        private boolean isObserved() {
            return context.observer() != ServerObserver.NOOP;
        }

        void answered() {
            if (isObserved()) {
                context.observer().ackReceived(namespace, context.scheduler().nanoTime() - since);
            }
        }

        void timedOut() {
            context.observer().ackTimedOut(namespace);
        }
    }

    /**
     * Null if the acknowledgement is awaited; otherwise the reason why not: the socket has disconnected or has too many
     * outstanding, or memory is exhausted.
     */
    @Nullable
    public AckFailure add(long id, PendingAck ack) {
        synchronized (this) {
            if (pending == null) {
                return AckFailure.DISCONNECTED;
            }
            if (pending.size() >= MAX_PENDING) {
                return AckFailure.OVERLOADED;
            }
            pending.put(id, ack);
        }
        boolean held = memory.hold(ack.weight());
        return held || remove(id) == null ? null : AckFailure.OVERLOADED;
    }

    @Nullable
    public PendingAck remove(long id) {
        PendingAck removed;
        synchronized (this) {
            removed = pending == null ? null : pending.remove(id);
        }
        if (removed != null) {
            memory.release(removed.weight());
        }
        return removed;
    }

    public synchronized int size() {
        return pending == null ? 0 : pending.size();
    }

    /** Abandons all acknowledgements, including those requested later. */
    public void close(String socketId) {
        Map<Long, PendingAck> given;
        synchronized (this) {
            given = pending;
            pending = null;
        }
        if (given != null) {
            given.values().forEach(ack -> {
                memory.release(ack.weight());
                ack.failed(socketId, AckFailure.DISCONNECTED);
            });
        }
    }
}
