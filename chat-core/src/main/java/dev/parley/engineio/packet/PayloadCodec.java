package dev.parley.engineio.packet;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Codec of protocol 4 polling bodies: packets joined by the record separator, binary ones as {@code b} and base64. */
public final class PayloadCodec {

    /** Separates the packets of a body. */
    public static final byte SEPARATOR = 0x1e;

    private PayloadCodec() {}

    /** Encodes the packets of one message. */
    static ByteBuffer encode(List<Frame> frames) {
        if (frames.size() == 1 && frames.get(0).isText()) {
            return frames.get(0).payload();
        }
        ByteBuffer[] parts = new ByteBuffer[frames.size()];
        int size = parts.length - 1;
        for (int i = 0; i < parts.length; i++) {
            Frame frame = frames.get(i);
            parts[i] = frame.isText() ? frame.payload() : Base64.getEncoder().encode(frame.payload());
            size += parts[i].remaining() + (frame.isText() ? 0 : 1);
        }
        ByteBuffer body = ByteBuffer.allocate(size);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                body.put(SEPARATOR);
            }
            if (!frames.get(i).isText()) {
                body.put((byte) 'b');
            }
            body.put(parts[i]);
        }
        return body.flip().asReadOnlyBuffer();
    }

    /** Encodes binary content as a base64 text frame. */
    static Frame base64Frame(Frame binary, String prefix) {
        ByteBuffer encoded = Base64.getEncoder().encode(binary.payload());
        ByteBuffer text = ByteBuffer.allocate(prefix.length() + encoded.remaining());
        text.put(prefix.getBytes(StandardCharsets.US_ASCII)).put(encoded).flip();
        return Frame.utf8(text).withCompress(binary.compress());
    }

    /** Decodes a request body. */
    public static PacketSource packets(ByteBuffer body) {
        return new PacketSource() {
            private int start = body.position();

            @Override
            public @Nullable InPacket next() throws MalformedPacketException {
                if (start > body.limit()) {
                    return null;
                }
                int end = start;
                while (end < body.limit() && body.get(end) != SEPARATOR) {
                    end++;
                }
                ByteBuffer packet = body.slice(start, end - start);
                start = end + 1;
                return textPacket(packet);
            }
        };
    }

    /** Decodes a text packet, from a body or a WebSocket; the text must be UTF-8, base64 becomes binary. */
    public static InPacket textPacket(ByteBuffer bytes) throws MalformedPacketException {
        if (!bytes.hasRemaining()) {
            throw new MalformedPacketException("empty packet");
        }
        char type = (char) (bytes.get() & 0xff);
        if (type == 'b') {
            return new InPacket(InPacket.MESSAGE, Frame.binary(base64(bytes)));
        }
        if (!InPacket.isType(type)) {
            throw new MalformedPacketException("unknown packet type");
        }
        return new InPacket(type, Frame.text(text(bytes)));
    }

    /** Decodes strict UTF-8. */
    public static String text(ByteBuffer utf8) throws MalformedPacketException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(utf8);
            return text.toString();
        } catch (CharacterCodingException malformed) {
            throw new MalformedPacketException("text is not UTF-8");
        }
    }

    static ByteBuffer base64(ByteBuffer text) throws MalformedPacketException {
        try {
            return Base64.getDecoder().decode(withoutLineBreaks(text));
        } catch (IllegalArgumentException malformed) {
            throw new MalformedPacketException("binary is not base64");
        }
    }

    /** Removes line breaks, which the Java client puts into its base64. */
    private static ByteBuffer withoutLineBreaks(ByteBuffer text) {
        ByteBuffer kept = ByteBuffer.allocate(text.remaining());
        for (int i = text.position(); i < text.limit(); i++) {
            byte each = text.get(i);
            if (each != '\n' && each != '\r') {
                kept.put(each);
            }
        }
        return kept.flip();
    }
}
