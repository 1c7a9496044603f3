package dev.parley.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket message, text or binary: immutable, so that any number of connections can share it.
 *
 * <p>The UTF-8 form of a text is made once, at the first call that needs it, and the text of an encoded form likewise.
 */
public final class Frame {

    private final boolean text;
    private final boolean compress;
    private final boolean isDeflated;
    // Both forms are made from one another on demand; a race makes the same value twice and harms nothing, because
    // String and read-only ByteBuffer views are safe to publish through a volatile field.
    private volatile @Nullable String string;
    private volatile @Nullable ByteBuffer bytes;
    /** Made once, under the lock of this: it costs too much to be made twice. */
    private volatile @Nullable Frame deflated;

    private Frame(boolean text, boolean compress, @Nullable String string, @Nullable ByteBuffer bytes) {
        this.text = text;
        this.compress = compress;
        this.isDeflated = false;
        this.string = string;
        this.bytes = bytes;
    }

    /** The deflated form of a message. */
    private Frame(boolean text, ByteBuffer deflatedBytes) {
        this.text = text;
        this.compress = true;
        this.isDeflated = true;
        this.bytes = readOnly(deflatedBytes);
        this.deflated = this;
    }

    /**
     * A text message.
     *
     * @param text the text
     * @return the frame
     */
    public static Frame text(String text) {
        return new Frame(true, true, text, null);
    }

    /**
     * A text message from its encoded form.
     *
     * @param utf8 well-formed UTF-8, from position to limit; owned by the frame from now on, must not be changed
     * @return the frame
     */
    public static Frame utf8(ByteBuffer utf8) {
        return new Frame(true, true, null, readOnly(utf8));
    }

    /**
     * A binary message.
     *
     * @param bytes the content, from position to limit; owned by the frame from now on, must not be changed
     * @return the frame
     */
    public static Frame binary(ByteBuffer bytes) {
        return new Frame(false, true, null, readOnly(bytes));
    }

    /** Its own position and limit over the same bytes; a frame is made for each received message. */
    private static ByteBuffer readOnly(ByteBuffer content) {
        ByteBuffer own = content.slice();
        return own.isReadOnly() ? own : own.asReadOnlyBuffer();
    }

    /**
     * The same message with a wish about compression.
     *
     * @param wanted whether a connection that compresses should compress this message; true unless said otherwise
     * @return this frame if it is so already or is compressed, else one that shares its bytes
     */
    public Frame withCompress(boolean wanted) {
        return wanted == compress || isDeflated ? this : new Frame(text, wanted, string, bytes);
    }

    /**
     * Whether this is a text message.
     *
     * @return true for text, false for binary
     */
    public boolean isText() {
        return text;
    }

    /**
     * Whether a connection that compresses should compress this message.
     *
     * @return true unless switched off
     */
    public boolean compress() {
        return compress;
    }

    /**
     * The same message as permessage-deflate carries it (RFC 7692 section 7.2.1) where the server has agreed to
     * {@code server_no_context_takeover}: it refers to nothing that was sent before, and any number of connections can share it.
     * Made once, by the first thread that asks.
     *
     * @return a frame whose payload is compressed, to be sent with RSV1 set; this frame if compression does not make it smaller
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
     * Whether the payload is compressed.
     *
     * @return true for what {@link #deflated} made
     */
    public boolean isDeflated() {
        return isDeflated;
    }

    /**
     * The text of a text message.
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
     * The content: for text its UTF-8 form, for a {@linkplain #deflated compressed} frame its compressed form.
     *
     * @return a read-only view of its own position and limit over shared bytes
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
     * The size of the content.
     *
     * @return bytes
     */
    public int size() {
        ByteBuffer value = bytes;
        return value == null ? payload().remaining() : value.remaining();
    }

    /**
     * What the content takes of the heap now.
     *
     * @return bytes, with those of its compressed form if that has been made
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
