package dev.parley.transport.jetty;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.ReadBatch;
import dev.parley.transport.websocket.FrameReader;
import dev.parley.transport.websocket.WebSocketException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The input of a {@link FrameSocket}, message by message: the next is read once the previous one is handled. Jetty
 * completes this callback when there is something to read; the engine completes this completion when it has handled a
 * message. Holds no buffer while it waits for either, unless there are bytes behind the message.
 *
 * <p>One thread at a time reads and delivers; what other threads set is guarded by this.
 */
final class FrameInput implements Callback, Completion, Runnable {

    /** Size of the buffer into which is read. */
    private static final int BUFFER_BYTES = 4 * 1024;

    private record Ending(int code, String reason, @Nullable Throwable cause) {}

    private final FrameSocket socket;
    private final FrameReader reader;
    private @Nullable FrameListener listener;

    /** What has been read and not consumed; null if nothing. */
    private @Nullable RetainableByteBuffer buffer;
    /** How much of an incomplete message has been reported to the listener. */
    private int parts;
    /** How many more consecutive reads are allowed, see {@link DirectReads#READS}. */
    private int reads = DirectReads.READS;

    /** Everything that arrived is consumed, and Jetty is asked to report more. */
    private boolean waiting;

    private boolean stopped;

    /** Guarded by this: reading is under way, or will be. Initially true, until the start. */
    private boolean reading = true;
    /** Guarded by this: the listener is handling a message. */
    private boolean held;
    /** Guarded by this. */
    private @Nullable Ending ending;

    FrameInput(FrameSocket socket, int maxMessageBytes) {
        this.socket = socket;
        this.reader = FrameReader.countingFragments(maxMessageBytes);
    }

    /** Keeps bytes that arrived together with the request; before the start. */
    void put(ByteBuffer bytes) {
        RetainableByteBuffer early = pool().acquire(bytes.remaining(), false);
        ByteBuffer content = early.getByteBuffer();
        int position = BufferUtil.flipToFill(content);
        content.put(bytes);
        BufferUtil.flipToFlush(content, position);
        buffer = early;
    }

    void start(FrameListener messages) {
        listener = messages;
        run();
    }

    /** Stops reading and notifies the listener. On any thread; only the first call counts. */
    void end(int code, String reason, @Nullable Throwable cause) {
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = new Ending(code, reason, cause);
        }
        resume();
    }

    private void resume() {
        if (begins()) {
            socket.execute(this);
        }
    }

    private synchronized boolean begins() {
        boolean begins = !reading;
        reading = true;
        return begins;
    }

    /** There is something to read. */
    @Override
    public void succeeded() {
        boolean begins;
        synchronized (this) {
            waiting = false;
            reads = DirectReads.READS;
            begins = begins();
        }
        if (begins) {
            run();
        }
    }

    /** The connection is gone. */
    @Override
    public void failed(Throwable cause) {
        socket.lost(cause);
    }

    /** The selector thread may read: nothing here blocks. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void run() {
        ReadBatch.read(this::readOn);
    }

    private void readOn() {
        while (mayGoOn()) {
            step();
        }
    }

    /** Whether to continue; if not, {@code reading} is over. */
    private boolean mayGoOn() {
        Ending end;
        synchronized (this) {
            end = ending;
            if (end == null) {
                reading = !held && !waiting;
                return reading;
            }
            reading = false;
        }
        if (!stopped) {
            stopped = true;
            release();
            Objects.requireNonNull(listener).onClosed(end.code, end.reason, end.cause);
        }
        return false;
    }

    private void step() {
        try {
            FrameReader.Input input = buffer == null ? null : reader.next(buffer.getByteBuffer());
            if (input != null) {
                take(input);
            } else {
                reportPart();
                fill();
            }
        } catch (WebSocketException broken) {
            socket.refuse(broken);
        } catch (Throwable failure) {
            if (!(failure instanceof IOException)) {
                UncaughtErrors.report("the reading of a WebSocket", failure);
            }
            socket.lost(failure);
        }
    }

    private void take(FrameReader.Input input) {
        if (input instanceof FrameReader.Input.Message message) {
            parts = 0;
            synchronized (this) {
                held = true;
            }
            if (!buffered().hasRemaining()) {
                release();
            }
            Objects.requireNonNull(listener).onFrame(message.frame(), this);
        } else if (input instanceof FrameReader.Input.Ping ping) {
            // Reading resumes when the answer is written, so that a flood of pings is subject to backpressure.
            synchronized (this) {
                held = true;
            }
            socket.ping(ping.payload());
        } else if (input instanceof FrameReader.Input.Close close) {
            socket.closed(close.code(), close.reason());
        }
    }

    private void reportPart() {
        int now = reader.partBytes();
        if (now > parts) {
            parts = now;
            if (!Objects.requireNonNull(listener).onPart(now)) {
                reader.drop();
            }
        }
    }

    /** Reads, or waits until there is something to read: the buffer is consumed. */
    private void fill() throws IOException {
        int filled = 0;
        if (reads > 0) {
            RetainableByteBuffer into = emptyBuffer();
            filled = socket.getEndPoint().fill(into.getByteBuffer());
            reads = BufferUtil.space(into.getByteBuffer()) > 0 ? 0 : reads - 1;
        }
        if (filled < 0) {
            throw new EOFException("the client closed the connection without a close frame");
        }
        if (filled == 0) {
            release();
            waiting = true;
            socket.getEndPoint().fillInterested(this);
        }
    }

    private RetainableByteBuffer emptyBuffer() {
        RetainableByteBuffer known = buffer;
        if (known == null || known.capacity() < BUFFER_BYTES) {
            release();
            known = pool().acquire(BUFFER_BYTES, true);
            buffer = known;
        }
        BufferUtil.clear(known.getByteBuffer());
        return known;
    }

    private ByteBuffer buffered() {
        return Objects.requireNonNull(buffer).getByteBuffer();
    }

    private void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    private ByteBufferPool pool() {
        return socket.pool();
    }

    /** The listener, or the peer of a ping, is ready for the next message. */
    @Override
    public void succeed() {
        synchronized (this) {
            held = false;
        }
        resume();
    }

    @Override
    public void fail(Throwable cause) {
        socket.lost(cause);
    }
}
