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
 * What the client of one session may send, and what it has sent and nobody is done with: parts of messages that have not come
 * whole, bodies and packets that wait, events that are handled. It is also what the session holds of the server's memory.
 *
 * <p>Thread-safe. The counts need no lock; what is unfinished is guarded by the session's.
 */
public final class Intake implements MemoryHolder, MemoryAccount, DeadlineOwner {

    private static final int MESSAGE = 1;
    private static final int PACKET = 2;

    private static final AtomicLongFieldUpdater<Intake> HELD = AtomicLongFieldUpdater.newUpdater(Intake.class, "held");

    private final Session session;
    private final MemoryBudget memory;
    private final Runnable arrived;
    private volatile int maxMessage;
    /** Whether {@link #arrive} is to come. */
    private volatile boolean awaiting;
    /** Whether the client has to be heard of once more. */
    private volatile boolean awaitingPoll;

    private volatile long held;
    /** What has begun, and until when it has to be whole; guarded by the session's lock. */
    private int unfinished;

    private DeadlineQueue.@Nullable Deadline deadline;

    Intake(Session session, Runnable arrived) {
        this.session = session;
        this.memory = session.context().memory();
        this.arrived = arrived;
        this.maxMessage = session.context().options().maxPayload();
    }

    // ---- how large

    /**
     * The client has to say first what it wants, and is on its way in until {@link #arrive}.
     *
     * @param maxBytes the largest message and request body until then
     */
    public void awaitArrival(int maxBytes) {
        maxMessage = Math.min(maxMessage, maxBytes);
        awaiting = true;
    }

    /** The client of a polling session is on its way in until it polls: it has nothing to say first. */
    public void awaitPoll() {
        awaiting = true;
        awaitingPoll = true;
    }

    /** The session got a request. */
    void requested() {
        if (awaitingPoll) {
            awaitingPoll = false;
            arrive();
        }
    }

    /** The client has said what it wants: it is not counted among those on their way in any more, and may send no more yet. */
    public void asked() {
        arrived.run();
    }

    /** The client has arrived: it may send what is configured, and is not counted among those on their way in any more. */
    public void arrive() {
        maxMessage = session.context().options().maxPayload();
        awaiting = false;
        arrived.run();
    }

    /** The layer above has taken the session: it has arrived unless that layer waits for more. */
    void taken() {
        if (!awaiting) {
            arrive();
        }
    }

    /** The session is gone. */
    void leave() {
        arrived.run();
        synchronized (session.lock) {
            if (deadline != null) {
                deadline.cancel();
            }
        }
    }

    /** The largest message and request body now, in bytes. */
    int maxMessage() {
        return maxMessage;
    }

    // ---- how long

    /** A message has begun and is not whole. */
    void messageBegins() {
        begin(MESSAGE);
    }

    /** The message is whole, or given up. */
    void messageEnds() {
        end(MESSAGE);
    }

    /** A packet has begun whose other messages are due; it has to come whole in the time that is configured. */
    public void packetBegins() {
        begin(PACKET);
    }

    /** The packet is whole. */
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

    /** {@inheritDoc} A message or packet has taken too long to come whole. */
    @Override
    public void onDeadline(Kind kind) {
        synchronized (session.lock) {
            if (unfinished == 0 || (deadline != null && deadline.isSet())) {
                return;
            }
        }
        session.terminate(CloseReason.TRANSPORT_ERROR, "a message or packet took too long to arrive");
    }

    // ---- how much

    /** {@inheritDoc} When it returns false the session is to be closed with {@link CloseReason#OVERLOADED}. */
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
     * What is held of what the client sent.
     *
     * @return bytes
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
