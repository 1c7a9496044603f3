package dev.parley.transport.jetty;

import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/** Assembles the frames of messages. Called by one thread at a time, in wire order. */
final class Assembly {

    private static final char REPLACEMENT = '\uFFFD';

    /** The number of fragments that any message may have, and the bytes of the maximum size that allow one more. */
    private static final int FRAGMENTS = 1_024;

    private static final int BYTES_PER_FRAGMENT = 64;

    private final int maxBytes;
    private boolean text;
    private int fragmentCount;
    /** The fragments so far; null between messages, so that an idle connection holds nothing. */
    private @Nullable ByteArrayOutputStream fragments;

    /** Whether the current message is being discarded. */
    private boolean dropping;

    Assembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Accepts a data frame.
     *
     * @return the message that it completes, or null
     * @throws MessageTooLargeException if the message exceeds the limit, or has too many fragments: small and empty
     *     ones cost far more than their bytes
     * @throws BadPayloadException if a text is not UTF-8
     */
    @Nullable
    Frame take(org.eclipse.jetty.websocket.core.Frame frame) {
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            text = frame.getOpCode() == OpCode.TEXT;
        }
        if (dropping) {
            dropping = !frame.isFin();
            return null;
        }
        ByteArrayOutputStream parts = fragments;
        fragmentCount = parts == null ? 1 : fragmentCount + 1;
        if (fragmentCount > FRAGMENTS + maxBytes / BYTES_PER_FRAGMENT) {
            throw new MessageTooLargeException("a message in more than " + (fragmentCount - 1) + " fragments");
        }
        if (frame.getPayloadLength() > maxBytes - (parts == null ? 0 : parts.size())) {
            throw new MessageTooLargeException("a message exceeds " + maxBytes + " bytes");
        }
        // Copied, because the payload is in a buffer that Jetty reuses.
        byte[] bytes = BufferUtil.toArray(frame.getPayload());
        if (parts == null && frame.isFin()) {
            return whole(bytes);
        }
        parts = parts == null ? new ByteArrayOutputStream(2 * bytes.length) : parts;
        parts.write(bytes, 0, bytes.length);
        fragments = frame.isFin() ? null : parts;
        return frame.isFin() ? whole(parts.toByteArray()) : null;
    }

    /** The size of the current message so far. */
    int size() {
        return fragments == null ? 0 : fragments.size();
    }

    /** Discards the current message, including its remaining frames. */
    void drop() {
        fragments = null;
        dropping = true;
    }

    private Frame whole(byte[] bytes) {
        if (!text) {
            return Frame.binary(ByteBuffer.wrap(bytes));
        }
        checkUtf8(bytes);
        return Frame.utf8(ByteBuffer.wrap(bytes));
    }

    /**
     * The lenient decoder is much faster, and its replacement character indicates when to use the strict one. The
     * decoded text is not kept: messages are read from their bytes.
     */
    private static void checkUtf8(byte[] bytes) {
        if (new String(bytes, StandardCharsets.UTF_8).indexOf(REPLACEMENT) >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException malformed) {
                throw new BadPayloadException("a text is not UTF-8", malformed);
            }
        }
    }
}
