package dev.parley.testkit;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages from a client to the engine: one at a time, the next only once the last is handled, the close last.
 *
 * <p>State is guarded by the monitor. The listener is called by the thread that incremented {@code turns} from 0 to 1,
 * so never concurrently, and never with the monitor held.
 */
final class InboundLane implements Completion {

    /** Maximum number of queued messages per client; more indicate a bug in the test. */
    static final int CAPACITY = 1_000_000;

    private record End(int code, String reason, @Nullable Throwable cause, Runnable closing) {}

    private final AtomicInteger turns = new AtomicInteger();
    private final int maxMessageBytes;
    private final Runnable tooLarge;
    private final Runnable broken;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private @Nullable FrameListener listener;
    private boolean busy;
    private boolean ended;

    InboundLane(int maxMessageBytes, Runnable tooLarge, Runnable broken) {
        this.maxMessageBytes = maxMessageBytes;
        this.tooLarge = tooLarge;
        this.broken = broken;
    }

    void open(FrameListener opened) {
        synchronized (this) {
            listener = opened;
        }
        run();
    }

    void frame(Frame frame) {
        if (frame.size() > maxMessageBytes) {
            close(1009, "message too large", tooLarge);
            return;
        }
        synchronized (this) {
            if (waiting.size() >= CAPACITY) {
                throw new IllegalStateException("more than " + CAPACITY + " messages wait");
            }
            if (!ended) {
                waiting.add(frame);
            }
        }
        run();
    }

    /** Closes after the queued messages. */
    void close(int code, String reason, Runnable closing) {
        synchronized (this) {
            if (!ended) {
                waiting.add(new End(code, reason, null, closing));
            }
        }
        run();
    }

    /** Closes immediately. */
    void cut(int code, String reason, @Nullable Throwable cause) {
        synchronized (this) {
            waiting.clear();
            busy = false;
            waiting.add(new End(code, reason, cause, () -> {}));
        }
        run();
    }

    @Override
    public void succeed() {
        synchronized (this) {
            busy = false;
        }
        run();
    }

    @Override
    public void fail(Throwable cause) {
        broken.run();
    }

    private void run() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        do {
            step();
        } while (turns.decrementAndGet() != 0);
    }

    private void step() {
        FrameListener receiver;
        Object event;
        synchronized (this) {
            receiver = listener;
            event = receiver == null || busy || ended ? null : waiting.poll();
            busy = busy || event instanceof Frame;
            ended = ended || event instanceof End;
        }
        if (receiver != null && event instanceof Frame frame) {
            receiver.onFrame(frame, this);
        } else if (receiver != null && event instanceof End end) {
            end.closing().run();
            receiver.onClosed(end.code(), end.reason(), end.cause());
        }
    }
}
