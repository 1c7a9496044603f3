package dev.parley.transport.servlet;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.websocket.FrameWriter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The output of a WebSocket: one batch of messages at a time, control frames between batches, the close frame last. No
 * thread waits for a slow client: when the container accepts no more, writing resumes in its callback.
 *
 * <p>The fields are guarded by this; the stream is used by the thread that set {@code writing}, and neither the stream
 * nor a completion is called while the lock is held.
 */
final class SocketOutput implements WriteListener {

    /** Callbacks of the output. */
    interface Control {

        /** Runs a listener callback of the container. */
        void serve(Runnable call);

        /** The close frame was handed to the network, or writing failed. Called once; nothing more will be written. */
        void ended(@Nullable Throwable failure);
    }

    private final int maxChunkBytes;
    private final Control control;
    private @Nullable ServletOutputStream out;

    private boolean writing;
    /** The container accepts no more until it calls {@link #onWritePossible}; initially true. */
    private boolean blocked = true;

    private boolean unflushed;
    private @Nullable Batch batch;
    private byte @Nullable [] pong;
    private byte @Nullable [] close;
    private boolean closeWritten;
    private boolean over;

    private record Batch(FrameWriter writer, Completion done) {}

    SocketOutput(int maxChunkBytes, Control control) {
        this.maxChunkBytes = maxChunkBytes;
        this.control = control;
    }

    /** Starts writing what is queued, when the container accepts bytes. */
    void start(ServletOutputStream stream) {
        synchronized (this) {
            out = stream;
        }
        stream.setWriteListener(this);
    }

    void send(List<Frame> frames, Completion done) {
        boolean late;
        synchronized (this) {
            late = over || close != null;
            if (!late) {
                batch = new Batch(new FrameWriter(frames, maxChunkBytes), done);
            }
        }
        if (late) {
            done.fail(new IOException("the connection is closed"));
        } else {
            write();
        }
    }

    /** Answers a ping. Only the latest one must be answered (RFC 6455 section 5.5.3), so a flood of them needs no queue. */
    void pong(ByteBuffer payload) {
        synchronized (this) {
            pong = FrameWriter.pong(payload);
        }
        write();
    }

    /** Writes a close frame after the current batch, and nothing after it. Only the first call counts. */
    void close(int code, String reason) {
        synchronized (this) {
            if (over || close != null) {
                return;
            }
            close = FrameWriter.close(code, reason);
        }
        write();
    }

    /** Whether nothing more will be written. */
    synchronized boolean isOver() {
        return over;
    }

    /** Stops writing; the current batch fails. Idempotent. */
    void abandon(Throwable cause) {
        Batch lost;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            lost = batch;
            batch = null;
        }
        if (lost != null) {
            lost.done.fail(cause);
        }
        control.ended(cause);
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            blocked = false;
        }
        control.serve(this::write);
    }

    @Override
    public void onError(Throwable failure) {
        control.serve(() -> abandon(failure));
    }

    private void write() {
        synchronized (this) {
            if (writing || blocked || over) {
                return;
            }
            writing = true;
        }
        try {
            while (isReady()) {
                if (!step(Objects.requireNonNull(out))) {
                    return;
                }
            }
        } catch (IOException | RuntimeException failure) {
            abandon(failure);
        }
    }

    /** Whether to continue. If not, {@code writing} is over, and the container calls back when it accepts more. */
    private boolean isReady() {
        while (true) {
            ServletOutputStream stream;
            synchronized (this) {
                if (over) {
                    writing = false;
                    return false;
                }
                // Set before asking, since the container may call back before it has answered.
                blocked = true;
                stream = Objects.requireNonNull(out);
            }
            boolean ready = stream.isReady();
            synchronized (this) {
                if (ready) {
                    blocked = false;
                    return true;
                }
                if (blocked) {
                    writing = false;
                    return false;
                }
            }
        }
    }

    /** One write, one flush, or one completion. False if there is nothing to do; {@code writing} is then over. */
    private boolean step(ServletOutputStream stream) throws IOException {
        Batch finished = null;
        byte[] bytes;
        boolean flush = false;
        boolean closed = false;
        synchronized (this) {
            bytes = chunk();
            if (bytes == null) {
                flush = unflushed;
                unflushed = false;
                if (!flush) {
                    finished = batch;
                    batch = null;
                    closed = finished == null && closeWritten;
                    over |= closed;
                    if (finished == null) {
                        writing = false;
                    }
                }
            } else {
                unflushed = true;
            }
        }
        if (bytes != null) {
            stream.write(bytes);
        } else if (flush) {
            stream.flush();
        } else if (finished != null) {
            finished.done.succeed();
        } else if (closed) {
            control.ended(null);
        }
        return bytes != null || flush || finished != null;
    }

    private byte @Nullable [] chunk() {
        byte[] bytes = batch == null ? null : batch.writer.next();
        if (bytes == null && pong != null) {
            bytes = pong;
            pong = null;
        }
        if (bytes == null && close != null && !closeWritten) {
            bytes = close;
            closeWritten = true;
        }
        return bytes;
    }
}
