package dev.parley.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The single thread of the load generator: a selector, one direct input buffer shared by all clients, one output
 * buffer. Not thread-safe; everything runs on the thread that calls {@link #runUntil}. Connects to loopback servers
 * only.
 */
public final class LoadLoop implements AutoCloseable {
    private static final int INPUT_BYTES = 128 * 1024;
    private static final int OUTPUT_BYTES = 256 * 1024;
    private static final int LARGEST_INPUT = 64 * 1024 * 1024;
    private static final long SPIN_NANOS = 1_500_000;
    private static final long LONGEST_WAIT_MILLIS = 5;

    /** A task with its own schedule, independent of the sockets. */
    @FunctionalInterface
    public interface Pacer {
        /**
         * Does what is due.
         *
         * @return when to call it next, by {@link System#nanoTime()}
         */
        long run(long now) throws IOException;
    }

    private final Selector selector;
    private final InetSocketAddress server;
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUTPUT_BYTES);
    private ByteBuffer in = ByteBuffer.allocateDirect(INPUT_BYTES);
    private final Consumer<SelectionKey> selected = this::selected;
    private Pacer pacer = now -> Long.MAX_VALUE;

    public LoadLoop(int port) throws IOException {
        selector = Selector.open();
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    InetSocketAddress server() {
        return server;
    }

    Selector selector() {
        return selector;
    }

    /** The shared input buffer, cleared, with room for {@code rest} bytes plus a large read. */
    ByteBuffer inputBuffer(int rest) {
        if (rest > in.capacity() / 2) {
            if (in.capacity() >= LARGEST_INPUT) {
                throw new IllegalStateException("a server sent one unit of more than " + LARGEST_INPUT / 2 + " bytes");
            }
            in = ByteBuffer.allocateDirect(in.capacity() * 2);
        }
        return in.clear();
    }

    /** The shared output buffer, cleared. */
    ByteBuffer outputBuffer() {
        return out.clear();
    }

    /** Replaces the scheduled task. */
    public void pace(Pacer newPacer) {
        pacer = newPacer;
    }

    public void idle() {
        pacer = now -> Long.MAX_VALUE;
    }

    public void runFor(Duration time) throws IOException {
        runUntil(() -> false, time);
    }

    /**
     * Runs the loop until {@code done}, at most for {@code limit}.
     *
     * @return whether it was done within the limit
     */
    public boolean runUntil(BooleanSupplier done, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - end >= 0) {
                return done.getAsBoolean();
            }
            long due = pacer.run(now);
            long wait = Math.min(due == Long.MAX_VALUE ? Long.MAX_VALUE : due - now, end - now);
            if (wait < SPIN_NANOS) {
                selector.selectNow(selected);
            } else {
                selector.select(selected, Math.min((wait - SPIN_NANOS) / 1_000_000 + 1, LONGEST_WAIT_MILLIS));
            }
        }
        return true;
    }

    private void selected(SelectionKey key) {
        ((Connection) key.attachment()).selected(this);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            ((Connection) key.attachment()).close();
        }
        selector.close();
    }
}
