package dev.parley.transport.jetty;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.websocket.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The output of a {@link FrameSocket}: one batch of messages at a time, pongs between its writes, the close frame
 * last. Small messages are copied into one buffer and leave in one write; large ones are written uncopied. One write is
 * outstanding, and this is its callback.
 *
 * <p>The fields are guarded by this; neither the connection nor a completion is called while it is held.
 */
final class FrameOutput implements Callback {

    private final FrameSocket socket;

    /** A thread is in the loop of {@link #write}. */
    private boolean writing;
    /** The network has not taken the last write. */
    private boolean outstanding;

    private @Nullable List<Frame> frames;
    /** The next of them to be written. */
    private int next;

    private @Nullable Completion done;
    /** Small messages in wire format, while they are being written. */
    private @Nullable RetainableByteBuffer wire;

    private byte @Nullable [] pong;
    private boolean pongWritten;
    private byte @Nullable [] close;
    private boolean closeWritten;
    private boolean over;

    FrameOutput(FrameSocket socket) {
        this.socket = socket;
    }

    void send(List<Frame> messages, Completion completion) {
        boolean late;
        synchronized (this) {
            late = over || close != null;
            if (!late) {
                frames = messages;
                next = 0;
                done = completion;
            }
        }
        if (late) {
            completion.fail(new IOException("the connection is closed"));
        } else {
            write();
        }
    }

    /** Answers a ping, unless nothing may follow any more; the input resumes when the answer is written. */
    void pong(ByteBuffer payload) {
        boolean late;
        synchronized (this) {
            late = over || close != null;
            if (!late) {
                pong = FrameWriter.pong(payload);
            }
        }
        if (late) {
            socket.pongWritten();
        } else {
            write();
        }
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
        Completion lost;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            lost = done;
            frames = null;
            done = null;
        }
        if (lost != null) {
            lost.fail(cause);
        }
        socket.outputEnded(cause);
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
        Completion finished = null;
        boolean ponged;
        boolean closed = false;
        ByteBuffer[] bytes;
        synchronized (this) {
            if (over || outstanding) {
                writing = false;
                return false;
            }
            ponged = pongWritten;
            pongWritten = false;
            bytes = ponged ? null : nextBytes();
            if (bytes == null && !ponged) {
                finished = done;
                frames = null;
                done = null;
                closed = finished == null && closeWritten;
                over |= closed;
                writing = finished != null;
            }
            outstanding = bytes != null;
        }
        if (bytes != null) {
            socket.getEndPoint().write(this, bytes);
        } else if (ponged) {
            socket.pongWritten();
        } else if (finished != null) {
            finished.succeed();
        } else if (closed) {
            socket.outputEnded(null);
        }
        return bytes != null || ponged || finished != null;
    }

    private ByteBuffer @Nullable [] nextBytes() {
        byte[] control = pong;
        List<Frame> messages = frames;
        if (control != null) {
            pong = null;
            pongWritten = true;
        } else if (messages != null) {
            return next == messages.size() ? null : nextMessages(messages);
        } else if (!closeWritten) {
            control = close;
            closeWritten = control != null;
        }
        return control == null ? null : new ByteBuffer[] {ByteBuffer.wrap(control)};
    }

    private ByteBuffer[] nextMessages(List<Frame> messages) {
        return messages.get(next).size() > FrameTrain.MAX_FRAME_BYTES ? large(messages.get(next++)) : small(messages);
    }

    private static ByteBuffer[] large(Frame message) {
        ByteBuffer header = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES);
        FrameWriter.header(message, header);
        return new ByteBuffer[] {header.flip(), message.payload()};
    }

    /** As many messages as fit into one buffer. */
    private ByteBuffer[] small(List<Frame> messages) {
        int size = 0;
        int end = next;
        while (end < messages.size()) {
            int content = messages.get(end).size();
            int whole = content + FrameWriter.headerBytes(content);
            if (content > FrameTrain.MAX_FRAME_BYTES || (end > next && size + whole > FrameTrain.MAX_TRAIN_BYTES)) {
                break;
            }
            size += whole;
            end++;
        }
        RetainableByteBuffer pooled = socket.pool().acquire(size, true);
        ByteBuffer buffer = pooled.getByteBuffer();
        int position = BufferUtil.flipToFill(buffer);
        while (next < end) {
            Frame message = messages.get(next++);
            FrameWriter.header(message, buffer);
            buffer.put(message.payload());
        }
        BufferUtil.flipToFlush(buffer, position);
        wire = pooled;
        return new ByteBuffer[] {buffer};
    }

    @Override
    public void succeeded() {
        RetainableByteBuffer written;
        synchronized (this) {
            written = wire;
            wire = null;
            outstanding = false;
        }
        if (written != null) {
            written.release();
        }
        write();
    }

    @Override
    public void failed(Throwable cause) {
        RetainableByteBuffer unwritten;
        synchronized (this) {
            unwritten = wire;
            wire = null;
        }
        if (unwritten != null) {
            unwritten.release();
        }
        abandon(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
