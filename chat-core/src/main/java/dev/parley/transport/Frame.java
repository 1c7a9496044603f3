package dev.parley.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket message, text or binary: immutable, so that any number of connections can share it.
 *
 * <p>The UTF-8 form of a text is encoded lazily, once, and the text of an encoded form likewise.
 */
public final class Frame {

    private final boolean text;
    private final boolean compress;
    private final boolean isDeflated;
    // The two forms are derived from each other lazily; a race computes the same value twice and is harmless, because
    // String and read-only ByteBuffer views are safe to publish through a volatile field.
    private volatile @Nullable String string;
    private volatile @Nullable ByteBuffer bytes;
    /** Computed once, under the lock of this: it is too expensive to compute twice. */
    private volatile @Nullable Frame deflated;

    private Frame(boolean text, boolean compress, @Nullable String string, @Nullable ByteBuffer bytes) {
        this.text = text;
        this.compress = compress;
        this.isDeflated = false;
        this.string = string;
        this.bytes = bytes;
    }

    /** Creates the compressed form of a message. */
    private Frame(boolean text, ByteBuffer deflatedBytes) {
        this.text = text;
        this.compress = true;
        this.isDeflated = true;
        this.bytes = readOnly(deflatedBytes);
        this.deflated = this;
    }

    /**
     * Creates a text message.
     *
     * @param text the text
     * @return the frame
     */
    public static Frame text(String text) {
        return new Frame(true, true, text, null);
    }

    /**
     * Creates a text message from its encoded form.
     *
     * @param utf8 well-formed UTF-8, from position to limit; owned by the frame, must not be modified afterwards
     * @return the frame
     */
    public static Frame utf8(ByteBuffer utf8) {
        return new Frame(true, true, null, readOnly(utf8));
    }

    /**
     * Creates a binary message.
     *
     * @param bytes the content, from position to limit; owned by the frame, must not be modified afterwards
     * @return the frame
     */
    public static Frame binary(ByteBuffer bytes) {
        return new Frame(false, true, null, readOnly(bytes));
    }

    /** A view with its own position and limit over the same bytes; a frame is created for each received message. */
    private static ByteBuffer readOnly(ByteBuffer content) {
        ByteBuffer own = content.slice();
        return own.isReadOnly() ? own : own.asReadOnlyBuffer();
    }

    /**
     * Returns this message with or without compression.
     *
     * @param wanted whether connections should compress it, if they can; true by default
     * @return this frame if unchanged or already compressed, otherwise one that shares its bytes
     */
    public Frame withCompress(boolean wanted) {
        return wanted == compress || isDeflated ? this : new Frame(text, wanted, string, bytes);
    }

    /**
     * Returns whether this is a text message.
     *
     * @return true for text, false for binary
     */
    public boolean isText() {
        return text;
    }

    /**
     * Returns whether connections should compress this message, if they can.
     *
     * @return true by default
     */
    public boolean compress() {
        return compress;
    }

    /**
     * Returns this message compressed for permessage-deflate (RFC 7692 section 7.2.1) if the server has agreed to
     * {@code server_no_context_takeover}: independent of earlier messages, so that any number of connections can share
     * it. Computed once, by the first thread that asks.
     *
     * @return a frame whose payload is compressed, to be sent with RSV1 set; this frame if compression does not make it
     *     smaller
     */
    public Frame deflated() {
        Frame made = deflated;
        return made == null ? makeDeflated() : made;
    }

    private synchronized Frame makeDeflated() {
        Frame made = deflated;
        if (made == null) {
            ByteBuffer smaller = MessageDeflater.deflate(payload());
            made = smaller == null ? this : new Frame(text, smaller);
            deflated = made;
        }
        return made;
    }

    /**
     * Returns whether the payload is compressed.
     *
     * @return true for results of {@link #deflated}
     */
    public boolean isDeflated() {
        return isDeflated;
    }

    /**
     * Returns the text of a text message.
     *
     * @return the text
     * @throws IllegalStateException for a binary message, and for a compressed one
     */
    public String text() {
        if (!text || isDeflated) {
            throw new IllegalStateException("a binary frame has no text, nor has a compressed one");
        }
        String value = string;
        if (value == null) {
            ByteBuffer view = payload();
            value = StandardCharsets.UTF_8.decode(view).toString();
            string = value;
        }
        return value;
    }

    /**
     * Returns the content: for text in UTF-8, for a {@linkplain #deflated compressed} frame its compressed form.
     *
     * @return a read-only view with its own position and limit over shared bytes
     */
    public ByteBuffer payload() {
        ByteBuffer value = bytes;
        if (value == null) {
            String source = string;
            value = ByteBuffer.wrap((source == null ? "" : source).getBytes(StandardCharsets.UTF_8))
                    .asReadOnlyBuffer();
            bytes = value;
        }
        return value.duplicate();
    }

    /**
     * Returns the size of the content.
     *
     * @return the number of bytes
     */
    public int size() {
        ByteBuffer value = bytes;
        return value == null ? payload().remaining() : value.remaining();
    }

    /**
     * Returns the current heap size of the content.
     *
     * @return the number of bytes, including those of the compressed form if it has been computed
     */
    public int heldBytes() {
        Frame made = deflated;
        return size() + (made == null || made == this ? 0 : made.size());
    }

    @Override
    public String toString() {
        return (text ? "text" : "binary") + '[' + size() + " bytes]";
    }
}
