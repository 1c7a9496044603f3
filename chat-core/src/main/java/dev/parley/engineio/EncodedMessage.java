package dev.parley.engineio;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One outbound message, encoded once and shared by all who receive it: a text with its binary attachments, or one binary
 * content. Its parts travel together, with no other message between.
 *
 * <p>The WebSocket frames of protocol 4 are made at once; the polling body and the forms of protocol 3 at the first call that
 * needs them. Immutable but for those forms, which are made from the same content whoever makes them first: a race makes one
 * twice and harms nothing.
 */
public final class EncodedMessage {

    static final EncodedMessage PING = packet("2");
    static final EncodedMessage PONG = packet("3");
    static final EncodedMessage NOOP = packet("6");
    static final EncodedMessage CLOSE = packet("1");

    private final List<Frame> frames;
    private final int size;
    private final boolean compress;
    private volatile @Nullable List<Frame> frames3;
    private volatile @Nullable ByteBuffer polling4;
    private volatile @Nullable ByteBuffer polling3Text;
    private volatile @Nullable ByteBuffer polling3Binary;

    private EncodedMessage(List<Frame> frames, boolean compress) {
        this.frames = frames;
        this.compress = compress;
        int bytes = 0;
        for (Frame frame : frames) {
            bytes += frame.size();
        }
        this.size = bytes;
    }

    /**
     * A text message with attachments.
     *
     * @param text the text, without the packet type digit
     * @param attachments binary contents that follow it, in order; owned by the message from now on, must not be changed
     * @return the message
     */
    public static EncodedMessage of(String text, List<ByteBuffer> attachments) {
        Frame head = text("4" + text);
        if (attachments.isEmpty()) {
            return new EncodedMessage(List.of(head), true);
        }
        Frame[] all = new Frame[attachments.size() + 1];
        all[0] = head;
        for (int i = 1; i < all.length; i++) {
            all[i] = Frame.binary(attachments.get(i - 1));
        }
        return new EncodedMessage(List.of(all), true);
    }

    /**
     * A text message with attachments, from their encoded forms.
     *
     * @param utf8 the text, without the packet type digit; read from position to limit and copied
     * @param attachments binary frames that follow it, in order
     * @return the message
     */
    public static EncodedMessage of(ByteBuffer utf8, List<Frame> attachments) {
        ByteBuffer typed = ByteBuffer.allocate(utf8.remaining() + 1);
        typed.put((byte) '4').put(utf8.duplicate()).flip();
        Frame head = Frame.utf8(typed);
        if (attachments.isEmpty()) {
            return new EncodedMessage(List.of(head), true);
        }
        List<Frame> all = new ArrayList<>(attachments.size() + 1);
        all.add(head);
        all.addAll(attachments);
        return new EncodedMessage(List.copyOf(all), true);
    }

    /**
     * A binary message.
     *
     * @param content the content; owned by the message from now on, must not be changed
     * @return the message
     */
    public static EncodedMessage binary(ByteBuffer content) {
        return new EncodedMessage(List.of(Frame.binary(content)), true);
    }

    /** An engine packet: the type digit and what follows it. */
    static EncodedMessage packet(String packet) {
        return new EncodedMessage(List.of(text(packet)), true);
    }

    private static Frame text(String text) {
        return Frame.utf8(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The same message with a wish about compression.
     *
     * @param wanted whether a transport that compresses should compress it; true unless said otherwise
     * @return this message if it is so already, else one that shares its bytes
     */
    public EncodedMessage withCompress(boolean wanted) {
        if (wanted == compress) {
            return this;
        }
        return new EncodedMessage(
                frames.stream().map(frame -> frame.withCompress(wanted)).toList(), wanted);
    }

    /**
     * The number of packets: the text or binary content, and its attachments.
     *
     * @return at least 1
     */
    public int packets() {
        return frames.size();
    }

    /**
     * The size as WebSocket frames of protocol 4.
     *
     * @return bytes
     */
    public int size() {
        return size;
    }

    boolean compress() {
        return compress;
    }

    /** The WebSocket messages for a protocol version, in order; immutable. */
    List<Frame> frames(int protocol) {
        if (protocol == 4) {
            return frames;
        }
        List<Frame> made = frames3;
        if (made == null) {
            made = frames.stream().map(PayloadCodec3::frame).toList();
            frames3 = made;
        }
        return made;
    }

    /** The packets as part of a polling body of protocol 4. */
    ByteBuffer polling4() {
        ByteBuffer made = polling4;
        if (made == null) {
            made = PayloadCodec.encode(frames);
            polling4 = made;
        }
        return made.duplicate();
    }

    /** The packets as part of a text polling body of protocol 3. */
    ByteBuffer polling3Text() {
        ByteBuffer made = polling3Text;
        if (made == null) {
            made = PayloadCodec3.encodeText(frames);
            polling3Text = made;
        }
        return made.duplicate();
    }

    /** The packets as part of a binary polling body of protocol 3. */
    ByteBuffer polling3Binary() {
        ByteBuffer made = polling3Binary;
        if (made == null) {
            made = PayloadCodec3.encodeBinary(frames);
            polling3Binary = made;
        }
        return made.duplicate();
    }

    /** Whether a text polling body of protocol 3 would have to carry it in base64. */
    boolean hasBinary() {
        return frames.size() > 1 || !frames.get(0).isText();
    }
}
