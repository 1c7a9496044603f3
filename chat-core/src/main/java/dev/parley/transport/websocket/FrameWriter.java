package dev.parley.transport.websocket;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes server frames (RFC 6455 section 5) contiguously into chunks, so that many small messages are sent in one
 * write and a large one never needs a buffer of its own size. Used by one thread at a time.
 */
public final class FrameWriter {

    /** Flags, length byte and the longest extended length. */
    public static final int MAX_HEADER_BYTES = 10;

    private static final int FIN = 0x80;

    private final List<Frame> frames;
    private final int maxChunkBytes;
    private int next;
    /** The rest of the payload of the frame whose header was written. */
    private @Nullable ByteBuffer payload;

    /**
     * Creates a writer.
     *
     * @param frames the messages, in order
     * @param maxChunkBytes the maximum chunk size, more than a header
     */
    public FrameWriter(List<Frame> frames, int maxChunkBytes) {
        this.frames = frames;
        this.maxChunkBytes = maxChunkBytes;
    }

    /**
     * Encodes the answer to a ping.
     *
     * @param payload the payload of the ping
     * @return the frame
     */
    public static byte[] pong(ByteBuffer payload) {
        return control(OpCode.PONG, payload);
    }

    /** Encodes a single control frame. */
    static byte[] control(int opCode, ByteBuffer payload) {
        return ByteBuffer.allocate(2 + payload.remaining())
                .put((byte) (FIN | opCode))
                .put((byte) payload.remaining())
                .put(payload.duplicate())
                .array();
    }

    /**
     * Encodes a close frame.
     *
     * @param code a code that may be sent, or 1005 for a frame without a code
     * @param reason at most 123 bytes in UTF-8, possibly empty
     * @return the frame
     */
    public static byte[] close(int code, String reason) {
        if (code == CloseCode.NONE) {
            return control(OpCode.CLOSE, ByteBuffer.allocate(0));
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload =
                ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text);
        return control(OpCode.CLOSE, payload.flip());
    }

    /**
     * Returns the next chunk.
     *
     * @return at most the maximum chunk size, or null at the end
     */
    public byte @Nullable [] next() {
        int size = chunkSize();
        if (size == 0) {
            return null;
        }
        ByteBuffer chunk = ByteBuffer.allocate(size);
        while (chunk.hasRemaining()) {
            ByteBuffer content = payload;
            if (content == null) {
                Frame frame = frames.get(next++);
                header(frame, chunk);
                content = frame.payload();
            }
            payload = copy(content, chunk) ? null : content;
        }
        return chunk.array();
    }

    /** How many bytes of whole headers and of payloads fit. Headers are never split, so that the loop above needs no state. */
    private int chunkSize() {
        long size = payload == null ? 0 : payload.remaining();
        int index = next;
        while (index < frames.size() && size + MAX_HEADER_BYTES < maxChunkBytes) {
            int content = frames.get(index++).size();
            size += headerBytes(content) + (long) content;
        }
        return (int) Math.min(size, maxChunkBytes);
    }

    private static boolean copy(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        ByteBuffer part = from.duplicate().limit(from.position() + count);
        to.put(part);
        from.position(from.position() + count);
        return !from.hasRemaining();
    }

    /**
     * Returns the length of a frame's header.
     *
     * @param content the length of its payload, in bytes
     * @return 2, 4 or 10
     */
    public static int headerBytes(int content) {
        if (content < 126) {
            return 2;
        }
        return content < 1 << 16 ? 4 : MAX_HEADER_BYTES;
    }

    /**
     * Encodes the header of a message that is a frame of its own.
     *
     * @param frame the message
     * @param to has room for {@link #headerBytes}
     */
    public static void header(Frame frame, ByteBuffer to) {
        int content = frame.size();
        to.put((byte) (FIN | (frame.isText() ? OpCode.TEXT : OpCode.BINARY)));
        switch (headerBytes(content)) {
            case 2 -> to.put((byte) content);
            case 4 -> to.put((byte) 126).putShort((short) content);
            default -> to.put((byte) 127).putLong(content);
        }
    }
}
