package dev.parley.socketio.inbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one piece of application code sends without a pause, as a number: the tick of a single-threaded server, in which a connection
 * that has been written to is not writable again. A listener, or any other task of a mailbox, begins a tick of its own; on other
 * threads, and in a listener that takes its time, a tick ends {@link #SPAN_NANOS} after its first packet.
 *
 * <p>One for each thread, used by that thread only.
 */
public final class EmitTick {

    static final long SPAN_NANOS = 5_000_000;

    private static final AtomicLong THREADS = new AtomicLong();
    private static final ThreadLocal<EmitTick> OF_THREAD = ThreadLocal.withInitial(EmitTick::new);

    /** The thread in the upper half, so that no two threads have the same number. */
    private long number = THREADS.incrementAndGet() << Integer.SIZE;

    /** Whether nothing was sent in this tick yet. */
    private boolean fresh = true;
    /** When its first packet had been handed on; the time before belongs to the packet, and may be long in a cold process. */
    private long firstSentAt;

    private boolean sent;

    private EmitTick() {}

    public static EmitTick ofThread() {
        return OF_THREAD.get();
    }

    /** Another piece of code begins. */
    public void next() {
        if (!fresh) {
            number++;
            fresh = true;
            sent = false;
        }
    }

    /** A packet is about to be sent: the number of the tick that it belongs to. */
    public long sending(long now) {
        if (sent && (now - firstSentAt > SPAN_NANOS || now < firstSentAt)) {
            next();
        }
        fresh = false;
        return number;
    }

    /** That packet has been handed on. */
    public void sent(long now) {
        if (!sent) {
            sent = true;
            firstSentAt = now;
        }
    }
}
