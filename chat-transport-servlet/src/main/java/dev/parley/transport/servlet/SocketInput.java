package dev.parley.transport.servlet;

import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.ReadBatch;
import dev.parley.transport.websocket.FrameReader;
import dev.parley.transport.websocket.WebSocketException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The input of a WebSocket, message by message: the next is read once the previous one is handled. No thread waits
 * meanwhile: nothing is read, and the container calls back when there is something to read again.
 *
 * <p>The fields are guarded by this, except the reader, the rest of a read and the count of parts, which are owned by
 * the thread that set {@code reading}. The listener is called by that thread, without the lock.
 */
final class SocketInput implements ReadListener {

    /** Callbacks for control frames and the end of the input. Invoked by the reading thread. */
    interface Control {

        /** Runs a listener callback of the container. */
        void serve(Runnable call);

        /** A ping to be answered. */
        void ping(ByteBuffer payload);

        /** The client's close frame; nothing is read after it. */
        void closed(int code, String reason);

        /** The client violated the protocol or a limit. */
        void refuse(WebSocketException cause);

        /** The end of the input, without a close frame. */
        void lost(Throwable cause);
    }

    private record Ending(int code, String reason, @Nullable Throwable cause) {}

    private static final int READ_BYTES = 16_384;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The buffer of this thread, null while in use: a listener may trigger the reading of another connection. */
    private static final ThreadLocal<byte @Nullable []> SPARE = new ThreadLocal<>();

    private final FrameReader reader;
    private final Control control;
    private @Nullable FrameListener listener;
    private @Nullable ServletInputStream in;
    /** Held briefly for every access to the stream, and never while the listener handles a frame. */
    private Lock streamLock = new ReentrantLock();

    private ByteBuffer left = NOTHING;
    /** How much of an incomplete message has been reported to the listener. */
    private int parts;

    private boolean reading;
    /** The listener is handling a message. */
    private boolean held;
    /** The container calls back when there is something to read. */
    private boolean waiting;
    /** It has called back since it was last asked. */
    private boolean readable;

    private boolean stopped;
    private @Nullable Ending ending;

    SocketInput(int maxMessageBytes, Control control) {
        this.reader = new FrameReader(maxMessageBytes);
        this.control = control;
    }

    /**
     * Starts reading.
     *
     * @param lock under which the container accesses the stream
     */
    void start(ServletInputStream stream, Lock lock, FrameListener messages) {
        synchronized (this) {
            in = stream;
            streamLock = lock;
            listener = messages;
        }
        stream.setReadListener(this);
        read();
    }

    /**
     * Stops reading and notifies the listener, as soon as it does not occupy the reading thread. Only the first call
     * counts.
     *
     * @param code how the connection ended
     */
    void end(int code, String reason, @Nullable Throwable cause) {
        synchronized (this) {
            if (ending != null || stopped) {
                return;
            }
            ending = new Ending(code, reason, cause);
        }
        read();
    }

    @Override
    public void onDataAvailable() {
        synchronized (this) {
            readable = true;
            waiting = false;
        }
        control.serve(this::read);
    }

    @Override
    public void onAllDataRead() {
        control.serve(() -> control.lost(new EOFException("the client closed the connection without a close frame")));
    }

    @Override
    public void onError(Throwable failure) {
        control.serve(() -> control.lost(failure));
    }

    private void read() {
        synchronized (this) {
            if (reading || stopped || listener == null) {
                return;
            }
            reading = true;
        }
        ReadBatch.read(this::readAll);
    }

    private void readAll() {
        byte[] spare = SPARE.get();
        byte[] buffer = spare == null ? new byte[READ_BYTES] : spare;
        SPARE.remove();
        try {
            while (mayGoOn()) {
                step(buffer);
            }
        } finally {
            SPARE.set(buffer);
        }
    }

    /** Whether this thread continues; if not, {@code reading} is over, unless the input is. */
    private boolean mayGoOn() {
        Ending end;
        synchronized (this) {
            end = ending;
            if (end == null) {
                if (held || waiting) {
                    keepRest();
                    reading = false;
                    return false;
                }
                return true;
            }
            stopped = true;
        }
        left = NOTHING;
        Objects.requireNonNull(listener).onClosed(end.code, end.reason, end.cause);
        return false;
    }

    /** The buffer will be used by another connection. */
    private void keepRest() {
        if (left.hasRemaining()) {
            left = ByteBuffer.allocate(left.remaining()).put(left).flip();
        }
    }

    private void step(byte[] buffer) {
        try {
            FrameReader.Input input = reader.next(left);
            if (input != null) {
                take(input);
            } else {
                reportPart();
                fill(buffer);
            }
        } catch (WebSocketException broken) {
            control.refuse(broken);
        } catch (IOException | RuntimeException failure) {
            control.lost(failure);
        }
    }

    /** Everything that was read is consumed, and the message is incomplete. */
    private void reportPart() {
        int now = reader.partBytes();
        if (now > parts) {
            parts = now;
            if (!Objects.requireNonNull(listener).onPart(now)) {
                reader.drop();
            }
        }
    }

    private void fill(byte[] buffer) throws IOException {
        int count = 0;
        streamLock.lock();
        try {
            if (isReady()) {
                count = Objects.requireNonNull(in).read(buffer);
            }
        } finally {
            streamLock.unlock();
        }
        if (count < 0) {
            control.lost(new EOFException("the client closed the connection without a close frame"));
        } else {
            left = ByteBuffer.wrap(buffer, 0, count);
        }
    }

    private void take(FrameReader.Input input) {
        if (input instanceof FrameReader.Input.Message message) {
            parts = 0;
            synchronized (this) {
                held = true;
            }
            Objects.requireNonNull(listener).onFrame(message.frame(), new Handled());
        } else if (input instanceof FrameReader.Input.Ping ping) {
            control.ping(ping.payload());
        } else if (input instanceof FrameReader.Input.Close close) {
            control.closed(close.code(), close.reason());
        }
    }

    /** Whether there is something to read. The container may call back before it has answered. */
    private boolean isReady() {
        synchronized (this) {
            if (ending != null) {
                return false;
            }
            readable = false;
        }
        if (Objects.requireNonNull(in).isReady()) {
            return true;
        }
        synchronized (this) {
            waiting = !readable;
        }
        return false;
    }

    private final class Handled implements Completion {

        @Override
        public void succeed() {
            synchronized (SocketInput.this) {
                held = false;
            }
            read();
        }

        @Override
        public void fail(Throwable cause) {
            control.lost(cause);
        }
    }
}
