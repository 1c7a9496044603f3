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

/** Puts the frames of a message together. Called by one thread at a time, in wire order. */
final class Assembly {

    private static final char REPLACEMENT = '\uFFFD';

    private final int maxBytes;
    private boolean text;
    /** The fragments so far; null between messages, so that a silent connection holds nothing. */
    private @Nullable ByteArrayOutputStream fragments;

    Assembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes a data frame.
     *
     * @return the message that it completes, or null
     * @throws MessageTooLargeException if the message is over the limit
     * @throws BadPayloadException if a text is not UTF-8
     */
    @Nullable
    Frame take(org.eclipse.jetty.websocket.core.Frame frame) {
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            text = frame.getOpCode() == OpCode.TEXT;
        }
        ByteArrayOutputStream parts = fragments;
        if (frame.getPayloadLength() > maxBytes - (parts == null ? 0 : parts.size())) {
            throw new MessageTooLargeException("a message exceeds " + maxBytes + " bytes");
        }
        // Copied, because the payload lies in a buffer that Jetty uses again.
        byte[] bytes = BufferUtil.toArray(frame.getPayload());
        if (parts == null && frame.isFin()) {
            return whole(bytes);
        }
        parts = parts == null ? new ByteArrayOutputStream(2 * bytes.length) : parts;
        parts.write(bytes, 0, bytes.length);
        fragments = frame.isFin() ? null : parts;
        return frame.isFin() ? whole(parts.toByteArray()) : null;
    }

    private Frame whole(byte[] bytes) {
        if (!text) {
            return Frame.binary(ByteBuffer.wrap(bytes));
        }
        checkUtf8(bytes);
        return Frame.utf8(ByteBuffer.wrap(bytes));
    }

    /**
     * The lenient decoder is much the faster one, and tells by its replacement character when to ask the strict one. What it
     * decoded is not kept: messages are read from their bytes.
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
