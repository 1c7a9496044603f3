package dev.parley.engineio.packet;

import dev.parley.runtime.MemoryBudget;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * An outbound message, encoded once and shared by all recipients: a text with its binary attachments, or a single
 * binary content. Its parts are sent contiguously.
 *
 * <p>The WebSocket frames of protocol 4 are encoded eagerly; the polling body and the forms of protocol 3 lazily.
 * Immutable except for these lazy forms, which are deterministic: a race encodes one twice and is harmless.
 */
public final class EncodedMessage {

    /** The server's heartbeat. */
    public static final EncodedMessage PING = packet("2").permanent();
    /** The answer to a client's heartbeat. */
    public static final EncodedMessage PONG = packet("3").permanent();
    /** The response to a poll when there is nothing to send. */
    public static final EncodedMessage NOOP = packet("6").permanent();
    /** Closes the session. */
    public static final EncodedMessage CLOSE = packet("1").permanent();

    /** Approximate memory of a packet besides its bytes: the object, its frame and buffers. */
    private static final int PACKET_OVERHEAD = 256;

    private static final AtomicLongFieldUpdater<EncodedMessage> RETAINED =
            AtomicLongFieldUpdater.newUpdater(EncodedMessage.class, "retained");

    private final List<Frame> frames;
    private final int size;
    private final boolean compress;
    private final long tick;
    /** Whether it stays in memory in any case, and so never counts in a budget. */
    private final boolean permanent;
    /** Low half: how many holders keep it for longer than a send takes. High half: the weight counted for the first of them. */
    private volatile long retained;

    private volatile @Nullable List<Frame> frames3;
    private volatile @Nullable List<Frame> base64Frames4;
    private volatile @Nullable List<Frame> base64Frames3;
    private volatile @Nullable Frame polling4;
    private volatile @Nullable ByteBuffer polling3Text;
    private volatile @Nullable ByteBuffer polling3Binary;

    private EncodedMessage(List<Frame> frames, boolean compress, long tick) {
        this(frames, compress, tick, false);
    }

    private EncodedMessage(List<Frame> frames, boolean compress, long tick, boolean permanent) {
        this.frames = frames;
        this.compress = compress;
        this.tick = tick;
        this.permanent = permanent;
        int bytes = 0;
        for (Frame frame : frames) {
            bytes += frame.size();
        }
        this.size = bytes;
    }

    /**
     * Creates a text message with attachments.
     *
     * @param text the text, without the packet type digit
     * @param attachments binary attachments, in order; owned by the message, must not be modified afterwards
     * @return the message
     */
    public static EncodedMessage of(String text, List<ByteBuffer> attachments) {
        Frame head = text("4" + text);
        if (attachments.isEmpty()) {
            return new EncodedMessage(List.of(head), true, 0);
        }
        Frame[] all = new Frame[attachments.size() + 1];
        all[0] = head;
        for (int i = 1; i < all.length; i++) {
            all[i] = Frame.binary(attachments.get(i - 1));
        }
        return new EncodedMessage(List.of(all), true, 0);
    }

    /**
     * Creates a text message with attachments from their encoded forms.
     *
     * @param utf8 the text, without the packet type digit; read from position to limit and copied
     * @param attachments binary frames that follow it, in order
     * @return the message
     */
    public static EncodedMessage of(ByteBuffer utf8, List<Frame> attachments) {
        return of(utf8, attachments, 0);
    }

    /**
     * Creates a text message with attachments from their encoded forms, as part of a tick: a group of messages sent in one go.
     *
     * @param utf8 the text, without the packet type digit; read from position to limit and copied
     * @param attachments binary frames that follow it, in order
     * @param tick identifies the tick: a session that received one of its messages drops the volatile ones among the
     *     others; 0 for a message sent alone
     * @return the message
     */
    public static EncodedMessage of(ByteBuffer utf8, List<Frame> attachments, long tick) {
        ByteBuffer typed = ByteBuffer.allocate(utf8.remaining() + 1);
        typed.put((byte) '4').put(utf8.duplicate()).flip();
        Frame head = Frame.utf8(typed);
        if (attachments.isEmpty()) {
            return new EncodedMessage(List.of(head), true, tick);
        }
        List<Frame> all = new ArrayList<>(attachments.size() + 1);
        all.add(head);
        all.addAll(attachments);
        return new EncodedMessage(List.copyOf(all), true, tick);
    }

    /**
     * Creates a message.
     *
     * @param content text or binary, without the packet type digit
     * @return the message
     */
    public static EncodedMessage of(Frame content) {
        return content.isText() ? of(content.payload(), List.of()) : new EncodedMessage(List.of(content), true, 0);
    }

    /**
     * Creates a binary message.
     *
     * @param content the content; owned by the message, must not be modified afterwards
     * @return the message
     */
    public static EncodedMessage binary(ByteBuffer content) {
        return binary(content, 0);
    }

    /**
     * Creates a binary message as part of a tick.
     *
     * @param content the content; owned by the message, must not be modified afterwards
     * @param tick as in {@link #of(ByteBuffer, List, long)}
     * @return the message
     */
    public static EncodedMessage binary(ByteBuffer content, long tick) {
        return new EncodedMessage(List.of(Frame.binary(content)), true, tick);
    }

    /** Creates an engine packet from its type digit and content. */
    public static EncodedMessage packet(String packet) {
        return new EncodedMessage(List.of(text(packet)), true, 0);
    }

    private static Frame text(String text) {
        return Frame.utf8(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns this message with or without compression.
     *
     * @param wanted whether transports should compress it, if they can; true by default
     * @return this message if unchanged, otherwise one that shares its bytes
     */
    public EncodedMessage withCompress(boolean wanted) {
        if (wanted == compress) {
            return this;
        }
        return new EncodedMessage(
                frames.stream().map(frame -> frame.withCompress(wanted)).toList(), wanted, tick);
    }

    /** The number of the tick; 0 if it has none. */
    public long tick() {
        return tick;
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
     * The total size of its WebSocket frames in protocol 4.
     *
     * @return the size in bytes
     */
    public int size() {
        return size;
    }

    /** Whether transports should compress it, if they can. */
    public boolean compress() {
        return compress;
    }

    /** Returns this message as one that lives as long as the server: it counts in no budget. */
    public EncodedMessage permanent() {
        return new EncodedMessage(frames, compress, tick, true);
    }

    /**
     * Called by a holder that keeps the message for longer than a send takes. It counts in the budget once, however
     * many holders it has.
     *
     * @param memory the budget, the same for all holders
     */
    public void retain(MemoryBudget memory) {
        if (permanent) {
            return;
        }
        long before;
        long weight;
        do {
            before = retained;
            weight = before == 0 ? Math.min(weight(), Integer.MAX_VALUE) : 0;
        } while (!RETAINED.compareAndSet(this, before, before == 0 ? weight << Integer.SIZE | 1 : before + 1));
        if (before == 0) {
            memory.add(weight);
        }
    }

    /**
     * Called by a holder that no longer keeps the message.
     *
     * @param memory the budget
     */
    public void release(MemoryBudget memory) {
        if (permanent) {
            return;
        }
        long before;
        do {
            before = retained;
        } while (!RETAINED.compareAndSet(this, before, (int) before == 1 ? 0 : before - 1));
        if ((int) before == 1) {
            memory.remove(before >>> Integer.SIZE);
        }
    }

    /**
     * The approximate heap size at this moment; binary also has a text form, in case any client needs it. A message is usually
     * compressed by its first send, before anybody retains it.
     */
    private long weight() {
        long bytes = (long) PACKET_OVERHEAD * frames.size() + (hasBinary() ? size * 4L / 3 : 0);
        for (int i = 0; i < frames.size(); i++) {
            bytes += frames.get(i).heldBytes();
        }
        return bytes;
    }

    /** The WebSocket frames in a wire form, in order; immutable. */
    public List<Frame> frames(WireForm form) {
        if (form == WireForm.V4 || !hasBinary()) {
            return frames;
        }
        List<Frame> made = known(form);
        if (made == null) {
            made = frames.stream().map(form::frame).toList();
            keep(form, made);
        }
        return made;
    }

    private @Nullable List<Frame> known(WireForm form) {
        return switch (form) {
            case V4 -> frames;
            case V4_BASE64 -> base64Frames4;
            case V3 -> frames3;
            case V3_BASE64 -> base64Frames3;
        };
    }

    private void keep(WireForm form, List<Frame> made) {
        switch (form) {
            case V4 -> throw new IllegalArgumentException("made at once");
            case V4_BASE64 -> base64Frames4 = made;
            case V3 -> frames3 = made;
            case V3_BASE64 -> base64Frames3 = made;
        }
    }

    /** The packets as part of a protocol 4 polling body. */
    public Frame polling4() {
        if (!hasBinary()) {
            return frames.get(0);
        }
        Frame made = polling4;
        if (made == null) {
            made = Frame.utf8(PayloadCodec.encode(frames));
            polling4 = made;
        }
        return made;
    }

    /** The packets as part of a protocol 3 text polling body. */
    public ByteBuffer polling3Text() {
        ByteBuffer made = polling3Text;
        if (made == null) {
            made = PayloadCodec3.encodeText(frames);
            polling3Text = made;
        }
        return made.duplicate();
    }

    /** The packets as part of a protocol 3 binary polling body. */
    public ByteBuffer polling3Binary() {
        ByteBuffer made = polling3Binary;
        if (made == null) {
            made = PayloadCodec3.encodeBinary(frames);
            polling3Binary = made;
        }
        return made.duplicate();
    }

    /** Whether it is anything other than a single text. */
    public boolean hasBinary() {
        return frames.size() > 1 || !frames.get(0).isText();
    }
}
