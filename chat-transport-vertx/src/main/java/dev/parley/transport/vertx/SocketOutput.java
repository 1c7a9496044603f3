package dev.parley.transport.vertx;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.websocket.FrameWriter;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output of a WebSocket: one batch of messages at a time, control frames between batches, the close frame last. One
 * write is outstanding; the next follows when the network has taken it.
 *
 * <p>The fields are guarded by this; neither the connection nor a completion is called while it is held.
 */
final class SocketOutput {

    /** Callback of the output. */
    interface Control {

        /** The close frame was handed to the network, or writing failed. Called once; nothing more will be written. */
        void ended(@Nullable Throwable failure);
    }

    private final NetSocket socket;
    private final int maxChunkBytes;
    private final Control control;

    /** A thread is in the loop of {@link #write}. */
    private boolean writing;
    /** The network has not taken the last write. */
    private boolean outstanding;

    private @Nullable Batch batch;
    private byte @Nullable [] pong;
    private byte @Nullable [] close;
    private boolean closeWritten;
    private boolean over;

    private record Batch(FrameWriter writer, Completion done) {}

    SocketOutput(NetSocket socket, int maxChunkBytes, Control control) {
        this.socket = socket;
        this.maxChunkBytes = maxChunkBytes;
        this.control = control;
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

    private void write() {
        synchronized (this) {
            if (writing) {
                return;
            }
            writing = true;
        }
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** One write or one completion. False if there is nothing to do now; {@code writing} is then over. */
    private boolean step() {
        Batch finished = null;
        byte[] bytes;
        boolean closed = false;
        synchronized (this) {
            if (over || outstanding) {
                writing = false;
                return false;
            }
            bytes = chunk();
            if (bytes == null) {
                finished = batch;
                batch = null;
                closed = finished == null && closeWritten;
                over |= closed;
                writing = finished != null;
            } else {
                outstanding = true;
            }
        }
        if (bytes != null) {
            socket.write(Buffer.buffer(bytes)).onComplete(this::written);
        } else if (finished != null) {
            finished.done.succeed();
        } else if (closed) {
            control.ended(null);
        }
        return bytes != null || finished != null;
    }

    private void written(AsyncResult<Void> result) {
        if (result.failed()) {
            abandon(result.cause());
            return;
        }
        synchronized (this) {
            outstanding = false;
        }
        write();
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
