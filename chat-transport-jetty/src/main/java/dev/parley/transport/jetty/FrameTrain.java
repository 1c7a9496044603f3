package dev.parley.transport.jetty;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Several small messages that pass through Jetty as one frame and are sent in one write: Jetty writes the header of the
 * first, and its payload is followed by the headers and payloads of the others in wire format.
 *
 * <p>Jetty's own batching costs more than twice as much per message. A train passes through Jetty's queue like any
 * frame, so pings, pongs and close frames keep their place. Frames are added to the connection's queue directly,
 * bypassing the layers of the session: what an extension would do to them has been done before ({@link Deflation}). The
 * queue itself rejects frames after a close frame.
 */
final class FrameTrain extends org.eclipse.jetty.websocket.core.Frame {

    /** Maximum size of messages that are copied into a train; larger ones are sent individually, uncopied. */
    static final int MAX_FRAME_BYTES = 8 * 1024;

    /** Maximum size of a train. */
    static final int MAX_TRAIN_BYTES = 64 * 1024;

    private static final int MAX_HEADER_BYTES = 4;
    private static final int LENGTH_IN_TWO_BYTES = 126;

    private final int firstLength;

    private FrameTrain(Frame first, ByteBuffer wire) {
        super(Deflation.opCode(first), wire);
        setRsv1(first.isDeflated());
        this.firstLength = first.size();
    }

    /** Sends the messages in order on a session's connection; {@code done} completes with the last one. */
    static void send(
            List<Frame> messages,
            Deflation deflation,
            CoreSession session,
            WebSocketConnection connection,
            Callback done) {
        int next = 0;
        while (next < messages.size()) {
            int start = next;
            Frame first = deflation.onWire(messages.get(next++));
            int bytes = cost(first);
            while (next < messages.size() && bytes + cost(deflation.onWire(messages.get(next))) <= MAX_TRAIN_BYTES) {
                bytes += cost(deflation.onWire(messages.get(next++)));
            }
            Callback sent = next == messages.size() ? done : Callback.NOOP;
            if (next - start == 1) {
                connection.enqueueFrame(new OutgoingEntry.Builder(Deflation.jettyFrame(first), sent).build());
            } else {
                RetainableByteBuffer wire = session.getByteBufferPool().acquire(bytes, true);
                fill(wire.getByteBuffer(), messages.subList(start, next), deflation);
                FrameTrain train = new FrameTrain(first, wire.getByteBuffer());
                connection.enqueueFrame(new OutgoingEntry.Builder(train, Callback.from(sent, wire::release)).build());
            }
        }
    }

    /** The space that a frame takes in a train; for one that must not be copied, more than there is. */
    private static int cost(Frame wire) {
        int size = wire.size();
        return size > MAX_FRAME_BYTES ? MAX_TRAIN_BYTES + 1 : size + MAX_HEADER_BYTES;
    }

    private static void fill(ByteBuffer buffer, List<Frame> messages, Deflation deflation) {
        int position = BufferUtil.flipToFill(buffer);
        buffer.put(deflation.onWire(messages.get(0)).payload());
        for (Frame message : messages.subList(1, messages.size())) {
            Frame wire = deflation.onWire(message);
            buffer.put(Deflation.flags(wire));
            if (wire.size() < LENGTH_IN_TWO_BYTES) {
                buffer.put((byte) wire.size());
            } else {
                buffer.put((byte) LENGTH_IN_TWO_BYTES).putShort((short) wire.size());
            }
            buffer.put(wire.payload());
        }
        BufferUtil.flipToFlush(buffer, position);
    }

    /** The length in the header written by Jetty. */
    @Override
    public int getPayloadLength() {
        return firstLength;
    }
}
