package dev.parley.socketio.inbound;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Numbers what one piece of application code sends without a pause: the equivalent of a tick in a single-threaded
 * server, in which a connection that has been written to is not writable again. Each listener or other mailbox task
 * starts a new tick; on other threads, and in a slow listener, a tick ends {@link #SPAN_NANOS} after its first packet.
 *
 * <p>One per thread, confined to that thread.
 */
public final class EmitTick {

    static final long SPAN_NANOS = 5_000_000;

    private static final AtomicLong THREADS = new AtomicLong();
    private static final ThreadLocal<EmitTick> OF_THREAD = ThreadLocal.withInitial(EmitTick::new);

    /** The thread is in the upper half, so that numbers are unique across threads. */
    private long number = THREADS.incrementAndGet() << Integer.SIZE;

    /** Whether nothing was sent in this tick yet. */
    private boolean fresh = true;
    /** When its first packet had been passed on; the time before belongs to the packet, and may be long in a cold process. */
    private long firstSentAt;

    private boolean sent;

    private EmitTick() {}

    public static EmitTick ofThread() {
        return OF_THREAD.get();
    }

    /** Starts a new tick. */
    public void next() {
        if (!fresh) {
            number++;
            fresh = true;
            sent = false;
        }
    }

    /** A packet is about to be sent; returns the number of its tick. The clock, in nanoseconds, is asked only if a packet of it was sent. */
    public long sending(LongSupplier clock) {
        if (sent && isOver(clock.getAsLong())) {
            next();
        }
        fresh = false;
        return number;
    }

    private boolean isOver(long now) {
        return now - firstSentAt > SPAN_NANOS || now < firstSentAt;
    }

    /** That packet has been passed on. The clock is asked for the first of a tick. */
    public void sent(LongSupplier clock) {
        if (!sent) {
            sent = true;
            firstSentAt = clock.getAsLong();
        }
    }
}
