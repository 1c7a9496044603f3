package dev.parley.transport.jetty;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Several small messages that go through Jetty as one frame and leave in one write: Jetty writes the header of the first,
 * and behind its payload stand the headers and payloads of the others, ready for the wire.
 *
 * <p>Jetty's own way to gather, batched frames, costs more than twice as much for each message. A train takes the same way
 * through Jetty's queue as any frame, so pings, pongs and close frames keep their place. Not for sessions with extensions:
 * frames go to the connection's queue directly, around the layers of the session that serve them. The queue itself refuses
 * what comes behind a close frame.
 */
final class FrameTrain extends org.eclipse.jetty.websocket.core.Frame {

    /** The largest message that is copied into a train; a larger one travels alone, uncopied. */
    static final int MAX_FRAME_BYTES = 8 * 1024;

    /** The largest train. */
    static final int MAX_TRAIN_BYTES = 64 * 1024;

    private static final int MAX_HEADER_BYTES = 4;
    private static final int FINAL = 0x80;
    private static final int LENGTH_IN_TWO_BYTES = 126;

    private final int firstLength;

    private FrameTrain(Frame first, ByteBuffer wire) {
        super(opCode(first), wire);
        this.firstLength = first.size();
    }

    /** Sends the frames in order on a session's connection; {@code done} is completed with the last one. */
    static void send(List<Frame> frames, CoreSession session, WebSocketConnection connection, Callback done) {
        int next = 0;
        while (next < frames.size()) {
            int start = next;
            int bytes = cost(frames.get(next++));
            while (next < frames.size() && bytes + cost(frames.get(next)) <= MAX_TRAIN_BYTES) {
                bytes += cost(frames.get(next++));
            }
            Callback told = next == frames.size() ? done : Callback.NOOP;
            if (next - start == 1) {
                Frame lone = frames.get(start);
                var frame = new org.eclipse.jetty.websocket.core.Frame(opCode(lone), lone.payload());
                connection.enqueueFrame(new OutgoingEntry.Builder(frame, told).build());
            } else {
                RetainableByteBuffer wire = session.getByteBufferPool().acquire(bytes, true);
                connection.enqueueFrame(train(frames.subList(start, next), wire, told));
            }
        }
    }

    private static OutgoingEntry train(List<Frame> frames, RetainableByteBuffer wire, Callback done) {
        fill(wire.getByteBuffer(), frames);
        FrameTrain train = new FrameTrain(frames.get(0), wire.getByteBuffer());
        return new OutgoingEntry.Builder(train, Callback.from(done, wire::release)).build();
    }

    /** What a frame takes of a train; one that must not be copied takes more than there is. */
    private static int cost(Frame frame) {
        int size = frame.size();
        return size > MAX_FRAME_BYTES ? MAX_TRAIN_BYTES + 1 : size + MAX_HEADER_BYTES;
    }

    private static void fill(ByteBuffer wire, List<Frame> frames) {
        int position = BufferUtil.flipToFill(wire);
        wire.put(frames.get(0).payload());
        for (Frame frame : frames.subList(1, frames.size())) {
            wire.put((byte) (FINAL | opCode(frame)));
            if (frame.size() < LENGTH_IN_TWO_BYTES) {
                wire.put((byte) frame.size());
            } else {
                wire.put((byte) LENGTH_IN_TWO_BYTES).putShort((short) frame.size());
            }
            wire.put(frame.payload());
        }
        BufferUtil.flipToFlush(wire, position);
    }

    static byte opCode(Frame frame) {
        return frame.isText() ? OpCode.TEXT : OpCode.BINARY;
    }

    /** The length in the header that Jetty writes. */
    @Override
    public int getPayloadLength() {
        return firstLength;
    }
}
