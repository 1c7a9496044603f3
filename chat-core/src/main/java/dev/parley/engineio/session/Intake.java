package dev.parley.engineio.session;

import dev.parley.engineio.deadline.DeadlineOwner;
import dev.parley.engineio.deadline.DeadlineQueue;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.runtime.MemoryAccount;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.MemoryHolder;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The inbound side of one session: limits on what its client may send, and the account of what is not fully processed:
 * partial messages, queued bodies and packets, events being handled. Also represents the session in the server's memory
 * budget.
 *
 * <p>Thread-safe. The counters are lock-free; the state of unfinished input is guarded by the session's lock.
 */
public final class Intake implements MemoryHolder, MemoryAccount, DeadlineOwner {

    private static final int MESSAGE = 1;
    private static final int PACKET = 2;

    private static final AtomicLongFieldUpdater<Intake> HELD = AtomicLongFieldUpdater.newUpdater(Intake.class, "held");

    private final Session session;
    private final MemoryBudget memory;
    private final Runnable arrived;
    private volatile int maxMessage;
    /** Whether {@link #arrive} is still to be called. */
    private volatile boolean awaiting;
    /** Whether arrival is the client's next request. */
    private volatile boolean awaitingPoll;

    private volatile long held;
    /** Which kinds of input are incomplete, and their deadline; guarded by the session's lock. */
    private int unfinished;

    private DeadlineQueue.@Nullable Deadline deadline;

    Intake(Session session, Runnable arrived) {
        this.session = session;
        this.memory = session.context().memory();
        this.arrived = arrived;
        this.maxMessage = session.context().options().maxPayload();
    }

    // ---- size limits

    /**
     * Restricts a session whose layer above expects a first request from the client. It counts as a pending handshake
     * until {@link #arrive}.
     *
     * @param maxBytes the maximum size of messages and request bodies until then
     */
    public void awaitArrival(int maxBytes) {
        maxMessage = Math.min(maxMessage, maxBytes);
        awaiting = true;
    }

    /**
     * Counts a polling session as a pending handshake until its next request, when there is nothing for the client to
     * send first.
     */
    public void awaitPoll() {
        awaiting = true;
        awaitingPoll = true;
    }

    /** Called for each request of the session. */
    void requested() {
        if (awaitingPoll) {
            awaitingPoll = false;
            arrive();
        }
    }

    /** The client has made its first request: it no longer counts as a pending handshake, but the restriction stays. */
    public void asked() {
        arrived.run();
    }

    /** The client has arrived: the configured size limits apply, and it no longer counts as a pending handshake. */
    public void arrive() {
        maxMessage = session.context().options().maxPayload();
        awaiting = false;
        arrived.run();
    }

    /** Called when the layer above has accepted the session, which has arrived unless that layer awaits more. */
    void taken() {
        if (!awaiting) {
            arrive();
        }
    }

    /** Called when the session is gone. */
    void leave() {
        arrived.run();
        synchronized (session.lock) {
            if (deadline != null) {
                deadline.cancel();
            }
        }
    }

    /** The current maximum size of messages and request bodies, in bytes. */
    int maxMessage() {
        return maxMessage;
    }

    // ---- time limits

    /** Called when the first part of a message arrives. */
    void messageBegins() {
        begin(MESSAGE);
    }

    /** Called when the message is complete or abandoned. */
    void messageEnds() {
        end(MESSAGE);
    }

    /** Called when a packet with attachments begins; they must arrive within the configured time. */
    public void packetBegins() {
        begin(PACKET);
    }

    /** Called when the packet is complete. */
    public void packetEnds() {
        end(PACKET);
    }

    private void begin(int part) {
        synchronized (session.lock) {
            boolean first = unfinished == 0;
            unfinished |= part;
            if (first && !session.closed()) {
                DeadlineQueue.Deadline due = deadline == null ? new DeadlineQueue.Deadline(this) : deadline;
                deadline = due;
                session.context().deadlines().arriving(due);
            }
        }
    }

    private void end(int part) {
        synchronized (session.lock) {
            unfinished &= ~part;
            if (unfinished == 0 && deadline != null) {
                deadline.cancel();
            }
        }
    }

    /** {@inheritDoc} A message or packet was not complete in time. */
    @Override
    public void onDeadline(Kind kind) {
        synchronized (session.lock) {
            if (unfinished == 0 || (deadline != null && deadline.isSet())) {
                return;
            }
        }
        session.terminate(CloseReason.TRANSPORT_ERROR, "a message or packet took too long to arrive");
    }

    // ---- memory

    /** {@inheritDoc} If it returns false the caller must close the session with {@link CloseReason#OVERLOADED}. */
    @Override
    public boolean hold(long bytes) {
        long now = HELD.addAndGet(this, bytes);
        memory.add(bytes);
        return now <= MemoryBudget.FLOOR_BYTES || !memory.isExhausted();
    }

    @Override
    public void release(long bytes) {
        HELD.addAndGet(this, -bytes);
        memory.remove(bytes);
    }

    /**
     * The memory held for the client's input.
     *
     * @return the number of bytes
     */
    public long held() {
        return held;
    }

    @Override
    public MemoryBudget memory() {
        return memory;
    }

    @Override
    public long heldBytes() {
        synchronized (session.lock) {
            return held + session.outbox.retainedBytes();
        }
    }

    @Override
    public void evict() {
        session.terminate(CloseReason.OVERLOADED, "memory is short, and the session held " + heldBytes() + " bytes");
    }
}
