package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.OutboundPolicy;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The only outbound queue of a session: bounded in messages and bytes, with at most one send outstanding. What waits when a
 * send is done leaves in the next one.
 *
 * <p>All state is guarded by the session's lock, which is never held while a transport, a completion or a listener is called.
 * Any thread may call {@link #flush}: one of them sends, the others leave at once. A send that completes inside its own call
 * is continued by the loop that made it, so the stack never grows.
 */
final class Outbox implements Completion {

    /** Frames in one gathered send over a WebSocket, unless one message has more. */
    static final int MAX_SEND_FRAMES = 512;

    /** Bytes in one gathered send over a WebSocket, unless one message is larger. */
    static final int MAX_SEND_BYTES = 256 * 1024;

    /** How many times the bounds control packets may fill before the session is closed whatever its policy. */
    static final int CONTROL_FACTOR = 2;

    private enum Phase {
        /** No send outstanding. */
        IDLE,
        /** A thread is inside the transport's send. */
        SENDING,
        /** The send completed while that thread is still inside. */
        COMPLETED,
        /** The call returned; its completion is to come. */
        PENDING
    }

    private final Session session;
    private final MessageRing ring = new MessageRing();
    private int flying;
    private long bytes;
    private Phase phase = Phase.IDLE;
    private @Nullable SendBatch inFlight;
    private @Nullable Throwable failure;

    Outbox(Session session) {
        this.session = session;
    }

    /** Queues a message, or not; the caller flushes later. */
    OfferResult offer(EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        OutboundPolicy policy;
        synchronized (session.lock) {
            if (!session.accepting()) {
                return OfferResult.REFUSED;
            }
            if (mode == OfferMode.VOLATILE && !writable()) {
                return OfferResult.DROPPED;
            }
            boolean control = mode == OfferMode.CONTROL;
            if (fits(message, control ? CONTROL_FACTOR : 1)) {
                put(message, control, flushed);
                return OfferResult.QUEUED;
            }
            policy = control ? OutboundPolicy.close() : session.limits().policy();
        }
        return overflow(policy, message, flushed);
    }

    private OfferResult overflow(OutboundPolicy policy, EncodedMessage message, @Nullable Completion flushed) {
        if (policy.decider() != null) {
            session.askAboutOverflow(policy.decider());
            return OfferResult.DROPPED;
        }
        return switch (policy.action()) {
            case CLOSE -> {
                session.terminate(CloseReason.SLOW_CONSUMER, "the outbound queue is full");
                yield OfferResult.REFUSED;
            }
            case DROP_NEWEST -> OfferResult.DROPPED;
            case DROP_OLDEST -> replaceOldest(message, flushed);
        };
    }

    private OfferResult replaceOldest(EncodedMessage message, @Nullable Completion flushed) {
        SendBatch dropped = new SendBatch();
        OfferResult result = OfferResult.QUEUED;
        synchronized (session.lock) {
            while (result == OfferResult.QUEUED && !fits(message, 1)) {
                result = dropOldest(dropped) ? result : OfferResult.DROPPED;
            }
            if (result == OfferResult.QUEUED) {
                put(message, false, flushed);
            }
        }
        dropped.finish(new ClosedChannelException());
        return result;
    }

    /** Tells when what waits or is under way now has left. */
    void whenFlushed(Completion flushed) {
        boolean closed;
        synchronized (session.lock) {
            closed = session.closed();
            if (!closed && ring.size() > 0) {
                ring.tagLast(flushed);
                return;
            }
            if (!closed && inFlight != null) {
                inFlight.tell(flushed);
                return;
            }
        }
        if (closed) {
            flushed.fail(new ClosedChannelException());
        } else {
            flushed.succeed();
        }
    }

    /** Drops everything that waits and may be dropped. */
    void dropWaiting() {
        SendBatch dropped = new SendBatch();
        synchronized (session.lock) {
            while (dropOldest(dropped)) {
                // one after the other
            }
        }
        dropped.finish(new ClosedChannelException());
    }

    private boolean dropOldest(SendBatch dropped) {
        Object entry = ring.removeDroppable();
        if (entry == null) {
            return false;
        }
        bytes -= MessageRing.messageOf(entry).size();
        if (entry instanceof MessageRing.Tagged tagged && tagged.flushed() != null) {
            dropped.tell(tagged.flushed());
        }
        return true;
    }

    /** With the lock held: queues a packet that no bound refuses. */
    void put(EncodedMessage message, boolean control, @Nullable Completion flushed) {
        ring.add(message, control, flushed);
        bytes += message.size();
    }

    private boolean fits(EncodedMessage message, int factor) {
        int messages = ring.size() + flying;
        OutboundLimits limits = session.limits();
        return messages == 0
                || (messages < (long) limits.maxMessages() * factor
                        && bytes + message.size() <= limits.maxBytes() * factor);
    }

    /** With the lock held: nothing waits, nothing is in flight. */
    boolean idle() {
        return phase == Phase.IDLE && ring.size() == 0;
    }

    /** With the lock held: no write is in flight. */
    boolean settled() {
        return phase == Phase.IDLE;
    }

    /** With the lock held: whether a message offered now would be sent at once. */
    boolean writable() {
        return idle() && session.wire().ready();
    }

    /** With the lock held. */
    int messages() {
        return ring.size() + flying;
    }

    /** With the lock held. */
    long bytes() {
        return bytes;
    }

    /** With the lock held: forgets what waits; the caller finishes the batch. */
    void discard(SendBatch dropped) {
        ring.drainCompletions(dropped);
        bytes = 0;
    }

    /**
     * Sends what waits, as far as the transport takes it.
     *
     * @param spare an empty batch to use, or null
     * @return an empty batch for the next flush, or null if there is none
     */
    @Nullable
    SendBatch flush(@Nullable SendBatch spare) {
        SendBatch batch = spare;
        boolean drained;
        while (true) {
            Wire wire;
            synchronized (session.lock) {
                if (phase != Phase.IDLE
                        || ring.size() == 0
                        || session.opening()
                        || !session.wire().ready()) {
                    drained = idle() && session.closing();
                    break;
                }
                batch = batch == null ? new SendBatch() : batch;
                wire = session.wire();
                fill(batch, wire instanceof PollingWire);
                wire.claim();
                phase = Phase.SENDING;
                inFlight = batch;
            }
            transmit(wire, batch);
            synchronized (session.lock) {
                if (phase == Phase.SENDING) {
                    phase = Phase.PENDING;
                    return null;
                }
            }
            batch = completed();
        }
        if (drained) {
            session.drained();
        }
        return batch;
    }

    private void transmit(Wire wire, SendBatch batch) {
        try {
            wire.transmit(batch, this);
        } catch (RuntimeException broken) {
            told(broken);
        }
    }

    private void fill(SendBatch batch, boolean everything) {
        while (ring.size() > 0 && (everything || batch.messages.isEmpty() || hasRoom(batch, ring.first()))) {
            ring.pollInto(batch);
        }
        flying = batch.messages.size();
    }

    private static boolean hasRoom(SendBatch batch, EncodedMessage message) {
        return batch.packets() + message.packets() <= MAX_SEND_FRAMES
                && batch.bytes() + message.size() <= MAX_SEND_BYTES;
    }

    @Override
    public void succeed() {
        told(null);
    }

    @Override
    public void fail(Throwable cause) {
        told(cause);
    }

    private void told(@Nullable Throwable cause) {
        synchronized (session.lock) {
            failure = cause;
            if (phase == Phase.SENDING) {
                phase = Phase.COMPLETED;
                return;
            }
            if (phase != Phase.PENDING) {
                return;
            }
            phase = Phase.COMPLETED;
        }
        flush(completed());
    }

    /** Ends the send under way, tells who asked, and gives its batch back, empty. */
    private SendBatch completed() {
        SendBatch batch;
        Throwable cause;
        synchronized (session.lock) {
            batch = inFlight == null ? new SendBatch() : inFlight;
            cause = failure;
            inFlight = null;
            failure = null;
            flying = 0;
            bytes = Math.max(0, bytes - batch.bytes());
        }
        batch.finish(cause);
        synchronized (session.lock) {
            phase = Phase.IDLE;
        }
        if (cause != null) {
            session.sendFailed(cause);
        }
        return batch;
    }
}
