package dev.parley.engineio.packet;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codec of protocol 3: text polling bodies as {@code length:packet} with the length in UTF-16 units, binary ones as
 * type byte, the length's decimal digits one per byte, 0xff and packet; binary WebSocket messages with a leading type
 * byte.
 */
public final class PayloadCodec3 {

    /** More digits than any accepted length has. */
    private static final int MAX_LENGTH_DIGITS = 10;

    private static final byte MESSAGE_TYPE = 4;

    private PayloadCodec3() {}

    /** Converts a binary WebSocket frame of protocol 4. */
    static Frame frame(Frame frame) {
        ByteBuffer content = frame.payload();
        ByteBuffer typed = ByteBuffer.allocate(content.remaining() + 1);
        typed.put(MESSAGE_TYPE).put(content).flip();
        return Frame.binary(typed).withCompress(frame.compress());
    }

    static ByteBuffer encodeText(List<Frame> frames) {
        StringBuilder body = new StringBuilder();
        for (Frame frame : frames) {
            String packet = frame.isText()
                    ? frame.text()
                    : "b4"
                            + StandardCharsets.US_ASCII.decode(
                                    Base64.getEncoder().encode(frame.payload()));
            body.append(packet.length()).append(':').append(packet);
        }
        return StandardCharsets.UTF_8.encode(body.toString()).asReadOnlyBuffer();
    }

    static ByteBuffer encodeBinary(List<Frame> frames) {
        int size = 0;
        for (Frame frame : frames) {
            size += frame.size() + 2 + MAX_LENGTH_DIGITS + 1;
        }
        ByteBuffer body = ByteBuffer.allocate(size);
        for (Frame frame : frames) {
            boolean text = frame.isText();
            String length = Integer.toString(frame.size() + (text ? 0 : 1));
            body.put((byte) (text ? 0 : 1));
            for (int i = 0; i < length.length(); i++) {
                body.put((byte) (length.charAt(i) - '0'));
            }
            body.put((byte) 0xff);
            if (!text) {
                body.put(MESSAGE_TYPE);
            }
            body.put(frame.payload());
        }
        return body.flip().asReadOnlyBuffer();
    }

    /** Decodes a text request body. */
    public static PacketSource textPackets(String body) {
        return new PacketSource() {
            private int at;

            @Override
            public @Nullable InPacket next() throws MalformedPacketException {
                if (at == body.length()) {
                    return null;
                }
                int colon = body.indexOf(':', at);
                if (colon <= at || colon - at > MAX_LENGTH_DIGITS) {
                    throw new MalformedPacketException("no packet length");
                }
                long length = textLength(body, at, colon);
                if (length == 0 || length > body.length() - colon - 1) {
                    throw new MalformedPacketException("packet length out of range");
                }
                at = colon + 1 + (int) length;
                return textPacket(body.substring(colon + 1, at));
            }
        };
    }

    private static long textLength(String body, int from, int to) throws MalformedPacketException {
        long length = 0;
        for (int i = from; i < to; i++) {
            length = length * 10 + digit(body.charAt(i) - '0');
        }
        return length;
    }

    /** Decodes a binary request body. */
    public static PacketSource binaryPackets(ByteBuffer body) {
        ByteBuffer rest = body.slice();
        return () -> {
            if (!rest.hasRemaining()) {
                return null;
            }
            int kind = rest.get();
            long length = binaryLength(rest);
            if (kind < 0 || kind > 1 || length == 0 || length > rest.remaining()) {
                throw new MalformedPacketException("packet length out of range");
            }
            ByteBuffer packet = rest.slice(rest.position(), (int) length);
            rest.position(rest.position() + (int) length);
            return kind == 0 ? textPacket(PayloadCodec.text(packet)) : binaryPacket(packet);
        };
    }

    /** Decodes a text packet, from a body or a WebSocket message. */
    public static InPacket textPacket(String packet) throws MalformedPacketException {
        if (packet.isEmpty()) {
            throw new MalformedPacketException("empty packet");
        }
        char type = packet.charAt(0);
        if (type == 'b' && packet.length() > 1 && packet.charAt(1) == InPacket.MESSAGE) {
            ByteBuffer encoded = StandardCharsets.ISO_8859_1.encode(packet.substring(2));
            return new InPacket(InPacket.MESSAGE, Frame.binary(PayloadCodec.base64(encoded)));
        }
        if (!InPacket.isType(type)) {
            throw new MalformedPacketException("unknown packet type");
        }
        return new InPacket(type, Frame.text(packet.substring(1)));
    }

    /** Decodes a binary packet: a type byte and the content. */
    public static InPacket binaryPacket(ByteBuffer packet) throws MalformedPacketException {
        if (!packet.hasRemaining() || packet.get(packet.position()) != MESSAGE_TYPE) {
            throw new MalformedPacketException("binary packet that is no message");
        }
        return new InPacket(
                InPacket.MESSAGE, Frame.binary(packet.slice(packet.position() + 1, packet.remaining() - 1)));
    }

    private static long binaryLength(ByteBuffer rest) throws MalformedPacketException {
        long length = 0;
        for (int digits = 0; rest.hasRemaining() && digits <= MAX_LENGTH_DIGITS; digits++) {
            int digit = rest.get() & 0xff;
            if (digit == 0xff) {
                return length;
            }
            length = length * 10 + digit(digit);
        }
        throw new MalformedPacketException("no packet length");
    }

    private static int digit(int value) throws MalformedPacketException {
        if (value < 0 || value > 9) {
            throw new MalformedPacketException("no packet length");
        }
        return value;
    }
}
