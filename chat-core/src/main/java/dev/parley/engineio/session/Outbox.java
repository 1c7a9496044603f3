package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.TransportName;
import dev.parley.transport.policy.OutboundPolicy;
import java.nio.channels.ClosedChannelException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The only outbound queue of a session: bounded in messages and bytes, with at most one send in flight. Messages queued
 * meanwhile are batched into the next send.
 *
 * <p>All state is guarded by the session's lock, which is never held while a transport, a completion or a listener is
 * called. Any thread may call {@link #flush}: one of them sends, the others return immediately. A send that completes
 * inside its own call is continued by the loop that started it, so the stack does not grow.
 */
final class Outbox implements Completion {

    /** Maximum number of frames per WebSocket send, unless a single message has more. */
    static final int MAX_SEND_FRAMES = 512;

    /** Maximum size of a WebSocket send in bytes, unless a single message is larger. */
    static final int MAX_SEND_BYTES = 256 * 1024;

    /**
     * Maximum size of a poll response in bytes, unless a single message is larger. The client polls again at once and
     * may answer a heartbeat with the next poll.
     */
    static final int MAX_POLL_BYTES = 1024 * 1024;

    /**
     * Maximum size of a send or poll response in bytes when memory is short, as transports copy batches of several
     * messages.
     */
    static final int TIGHT_SEND_BYTES = 16 * 1024;

    /** Control packets may exceed the bounds by this factor before the session is closed regardless of its policy. */
    static final int CONTROL_FACTOR = 2;

    private enum Phase {
        /** No send is in flight. */
        IDLE,
        /** A thread is inside the transport's send. */
        SENDING,
        /** The send completed while that thread is still inside. */
        COMPLETED,
        /** The call returned, but its completion is outstanding. */
        PENDING
    }

    private final Session session;
    private final MessageRing ring = new MessageRing();
    private int flying;
    private long bytes;
    /** The tick of the last message that had one. */
    private long tick;

    private Phase phase = Phase.IDLE;
    private @Nullable SendBatch inFlight;
    private @Nullable Throwable failure;
    private boolean asking;
    /** Whether messages outlive a send, and therefore count in the budget. */
    private boolean lagging;
    /** The counted bytes that the outbox does not share. */
    private long own;

    Outbox(Session session) {
        this.session = session;
    }

    /** Queues or rejects a message; the caller flushes later. */
    OfferResult offer(EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        OutboundPolicy policy;
        synchronized (session.lock) {
            if (!session.accepting()) {
                return OfferResult.REFUSED;
            }
            if (mode == OfferMode.VOLATILE && (!writable() || isOfTick(message))) {
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
            ask(policy.decider());
            return reportDropped(1, OfferResult.DROPPED);
        }
        return switch (policy.action()) {
            case CLOSE -> {
                session.terminate(CloseReason.SLOW_CONSUMER, "the outbound queue is full");
                yield OfferResult.REFUSED;
            }
            case DROP_NEWEST -> reportDropped(1, OfferResult.DROPPED);
            case DROP_OLDEST -> replaceOldest(message, flushed);
        };
    }

    /** Asks the application how to handle a full queue, one call at a time. */
    private void ask(Function<OutboundPolicy.Overflow, OutboundPolicy.Action> decider) {
        OutboundPolicy.Overflow overflow;
        synchronized (session.lock) {
            if (asking) {
                return;
            }
            asking = true;
            overflow = new OutboundPolicy.Overflow(session.sid(), messages(), bytes);
        }
        session.context().execute(() -> {
            OutboundPolicy.Action action = OutboundPolicy.Action.CLOSE;
            try {
                action = decider.apply(overflow);
            } finally {
                synchronized (session.lock) {
                    asking = false;
                }
                switch (action) {
                    case CLOSE -> session.terminate(CloseReason.SLOW_CONSUMER, "the outbound queue is full");
                    case DROP_OLDEST -> dropWaiting();
                    case DROP_NEWEST -> {
                        // the message that did not fit is already gone
                    }
                }
            }
        });
    }

    private OfferResult reportDropped(int messages, OfferResult result) {
        if (messages > 0) {
            session.context().observer().messagesDropped(messages);
        }
        return result;
    }

    private OfferResult replaceOldest(EncodedMessage message, @Nullable Completion flushed) {
        SendBatch dropped = new SendBatch();
        OfferResult result = OfferResult.QUEUED;
        int messages = 0;
        synchronized (session.lock) {
            while (result == OfferResult.QUEUED && !fits(message, 1)) {
                result = dropOldest(dropped) ? result : OfferResult.DROPPED;
                messages++;
            }
            if (result == OfferResult.QUEUED) {
                put(message, false, flushed);
            }
        }
        dropped.finish(new ClosedChannelException());
        return reportDropped(messages, result);
    }

    /** Completes once everything queued or in flight has been flushed. */
    void whenFlushed(Completion flushed) {
        boolean closed;
        synchronized (session.lock) {
            closed = session.closed();
            if (!closed && ring.size() > 0) {
                ring.tagLast(flushed);
                return;
            }
            if (!closed && inFlight != null) {
                inFlight.addCompletion(flushed);
                return;
            }
        }
        if (closed) {
            flushed.fail(new ClosedChannelException());
        } else {
            flushed.succeed();
        }
    }

    /** Drops every queued message that may be dropped. */
    private void dropWaiting() {
        SendBatch dropped = new SendBatch();
        int messages = 0;
        synchronized (session.lock) {
            while (dropOldest(dropped)) {
                messages++;
            }
        }
        dropped.finish(new ClosedChannelException());
        var unused = reportDropped(messages, OfferResult.DROPPED);
    }

    private boolean dropOldest(SendBatch dropped) {
        Object entry = ring.removeDroppable();
        if (entry == null) {
            return false;
        }
        EncodedMessage message = MessageRing.messageOf(entry);
        bytes -= message.size();
        if (lagging) {
            message.release(memory());
        }
        if (entry instanceof MessageRing.Tagged tagged && tagged.flushed() != null) {
            dropped.addCompletion(tagged.flushed());
        }
        return true;
    }

    /** Whether the connection already received a message of this tick; a client may have polled again meanwhile. */
    private boolean isOfTick(EncodedMessage message) {
        return message.tick() != 0 && message.tick() == tick;
    }

    /** With the lock held: queues a packet regardless of the bounds. */
    void put(EncodedMessage message, boolean control, @Nullable Completion flushed) {
        if (message.tick() != 0) {
            tick = message.tick();
        }
        ring.add(message, control, flushed);
        bytes += message.size();
        if (lagging) {
            message.retain(memory());
            countOwn();
        }
    }

    private boolean fits(EncodedMessage message, int factor) {
        int messages = ring.size() + flying;
        if (messages == 0) {
            return true;
        }
        OutboundLimits limits = session.limits();
        long most = limits.maxBytes();
        if (lagging && memory().isExhausted()) {
            most = Math.min(most, MemoryBudget.FLOOR_BYTES);
        }
        return messages < (long) limits.maxMessages() * factor && bytes + message.size() <= most * factor;
    }

    // ---- memory accounting, with the lock held

    private MemoryBudget memory() {
        return session.context().memory();
    }

    /** The bytes held for longer than a send takes, ignoring any sharing. */
    long retainedBytes() {
        return lagging ? bytes + own : 0;
    }

    /** The current messages were not sent at once and now count in the budget. */
    private void lag() {
        if (session.closed()) {
            return;
        }
        if (!lagging) {
            lagging = true;
            for (int i = 0; i < ring.size(); i++) {
                ring.get(i).retain(memory());
            }
            for (int i = 0; inFlight != null && i < inFlight.messages().size(); i++) {
                inFlight.messages().get(i).retain(memory());
            }
        }
        countOwn();
    }

    /**
     * Discounts what is queued and in flight; the latter goes with its connection, whether or not its end is reported.
     */
    private void releaseAll() {
        for (int i = 0; lagging && i < ring.size(); i++) {
            ring.get(i).release(memory());
        }
        for (int i = 0; lagging && inFlight != null && i < inFlight.messages().size(); i++) {
            inFlight.messages().get(i).release(memory());
        }
        lagging = false;
    }

    private void releaseSent(SendBatch batch) {
        for (int i = 0; lagging && i < batch.messages().size(); i++) {
            batch.messages().get(i).release(memory());
        }
        lagging &= ring.size() > 0;
        countOwn();
    }

    private void countOwn() {
        long now = lagging ? ring.ownBytes() + copied() : 0;
        if (now > own) {
            memory().add(now - own);
        } else if (now < own) {
            memory().remove(own - now);
        }
        own = now;
    }

    /** Transports copy sends of several messages into one buffer. */
    private long copied() {
        return phase == Phase.PENDING && inFlight != null && inFlight.messages().size() > 1 ? inFlight.bytes() : 0;
    }

    /** With the lock held: nothing is queued or in flight. */
    boolean idle() {
        return phase == Phase.IDLE && ring.size() == 0;
    }

    /** With the lock held: nothing is queued; what is in flight will still be sent. */
    boolean empty() {
        return ring.size() == 0;
    }

    /** With the lock held: no write is in flight. */
    boolean settled() {
        return phase == Phase.IDLE;
    }

    /** With the lock held: whether a message offered now would be sent immediately. */
    boolean writable() {
        return idle() && session.transport().ready();
    }

    /** With the lock held. */
    int messages() {
        return ring.size() + flying;
    }

    /** With the lock held. */
    long bytes() {
        return bytes;
    }

    /** With the lock held, after the session has ended: discards the queue; the caller finishes the batch. */
    void discard(SendBatch dropped) {
        releaseAll();
        ring.drainCompletions(dropped);
        bytes = 0;
        countOwn();
    }

    /**
     * Sends queued messages for as long as the transport accepts them.
     *
     * @param spare an empty batch to reuse, or null
     * @return an empty batch for the next flush, or null if there is none
     */
    @Nullable
    SendBatch flush(@Nullable SendBatch spare) {
        try {
            return sendWaiting(spare);
        } catch (Throwable failure) {
            UncaughtErrors.report("a flush", failure);
            session.sendFailed(failure);
            return null;
        }
    }

    private @Nullable SendBatch sendWaiting(@Nullable SendBatch spare) {
        SendBatch batch = spare;
        boolean drained;
        while (true) {
            SessionTransport transport;
            synchronized (session.lock) {
                if (phase != Phase.IDLE
                        || ring.size() == 0
                        || session.opening()
                        || !session.transport().ready()) {
                    drained = idle() && session.closing();
                    if (phase == Phase.IDLE && ring.size() > 0 && !session.opening()) {
                        lag();
                    }
                    break;
                }
                batch = batch == null ? new SendBatch() : batch;
                transport = session.transport();
                fill(batch, transport);
                transport.claim();
                phase = Phase.SENDING;
                inFlight = batch;
            }
            transmit(transport, batch);
            batch = completed(true);
            if (batch == null) {
                return null;
            }
        }
        if (drained) {
            session.drained();
        }
        return batch;
    }

    private void transmit(SessionTransport transport, SendBatch batch) {
        SessionObserver.sent(session.observer, batch.messages());
        try {
            transport.transmit(batch, this);
        } catch (Throwable broken) {
            UncaughtErrors.reportError("a send", broken);
            ended(broken);
        }
    }

    private void fill(SendBatch batch, SessionTransport transport) {
        boolean polling = transport.name() == TransportName.POLLING;
        int mostFrames = polling ? Integer.MAX_VALUE : MAX_SEND_FRAMES;
        int mostBytes = polling ? MAX_POLL_BYTES : MAX_SEND_BYTES;
        if (memory().isTight()) {
            mostBytes = TIGHT_SEND_BYTES;
        }
        while (ring.size() > 0 && (batch.messages().isEmpty() || fits(batch, ring.first(), mostFrames, mostBytes))) {
            ring.pollInto(batch);
        }
        flying = batch.messages().size();
    }

    private static boolean fits(SendBatch batch, EncodedMessage message, int mostFrames, int mostBytes) {
        return batch.packets() + message.packets() <= mostFrames && batch.bytes() + message.size() <= mostBytes;
    }

    @Override
    public void succeed() {
        ended(null);
    }

    @Override
    public void fail(Throwable cause) {
        ended(cause);
    }

    private void ended(@Nullable Throwable cause) {
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
        flush(completed(false));
    }

    /**
     * Ends the send in flight, completes its completions, and returns its batch, empty.
     *
     * @param returned whether the transport's call has returned now; its completion may then be outstanding
     * @return null if it is outstanding
     */
    private @Nullable SendBatch completed(boolean returned) {
        SendBatch batch;
        Throwable cause;
        boolean notifies;
        synchronized (session.lock) {
            if (returned && phase == Phase.SENDING) {
                phase = Phase.PENDING;
                lag();
                return null;
            }
            batch = inFlight == null ? new SendBatch() : inFlight;
            cause = failure;
            inFlight = null;
            failure = null;
            flying = 0;
            bytes = Math.max(0, bytes - batch.bytes());
            releaseSent(batch);
            notifies = batch.hasCompletions();
            phase = notifies ? Phase.COMPLETED : Phase.IDLE;
        }
        batch.finish(cause);
        if (notifies) {
            // only now: completions are called before anything is sent behind them
            synchronized (session.lock) {
                phase = Phase.IDLE;
            }
        }
        if (cause != null) {
            session.sendFailed(cause);
        }
        return batch;
    }
}
