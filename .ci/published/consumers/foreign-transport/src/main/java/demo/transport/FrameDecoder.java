package demo.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Takes the frames of a client (RFC 6455 section 5) out of the input, and puts fragments together. */
final class FrameDecoder {

    private static final int MAX_CONTROL_BYTES = 125;

    private final int maxMessageBytes;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final ByteArrayOutputStream control = new ByteArrayOutputStream();
    /** The opcode of the message that is not whole; 0 between messages. */
    private int messageOpcode;
    /** Of the frame whose payload is being read. */
    private boolean inPayload;

    private boolean fin;
    private int opcode;
    private long left;
    private int mask;
    private int maskAt;
    private boolean dropping;

    FrameDecoder(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** How many bytes of a message that is not whole are held. */
    int heldBytes() {
        return message.size();
    }

    /** Forgets what is held of a message, and its rest when it comes. */
    void drop() {
        dropping = messageOpcode != 0;
        message.reset();
    }

    /** The next message or control frame, null if more input is needed. */
    Received next(ByteBuffer input) throws ProtocolViolationException {
        while (inPayload || header(input)) {
            payload(input);
            if (left > 0) {
                return null;
            }
            inPayload = false;
            if (isControl()) {
                return new Received(opcode, take(control));
            }
            if (fin) {
                int whole = messageOpcode;
                boolean wanted = !dropping;
                messageOpcode = 0;
                dropping = false;
                if (wanted) {
                    return new Received(whole, take(message));
                }
            }
        }
        return null;
    }

    private boolean isControl() {
        return opcode >= Received.CLOSE;
    }

    /** Reads a header if all of it is there; otherwise it stays in the input. */
    private boolean header(ByteBuffer input) throws ProtocolViolationException {
        if (input.remaining() < 2) {
            return false;
        }
        int flags = input.get(input.position()) & 0xff;
        int second = input.get(input.position() + 1) & 0xff;
        check(flags, second);
        int shortLength = second & 0x7f;
        int lengthBytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
        if (input.remaining() < 2 + lengthBytes + 4) {
            return false;
        }
        input.position(input.position() + 2);
        left = switch (lengthBytes) {
            case 2 -> input.getShort() & 0xffff;
            case 8 -> input.getLong();
            default -> shortLength;
        };
        mask = input.getInt();
        maskAt = 0;
        fin = (flags & 0x80) != 0;
        opcode = flags & 0x0f;
        inPayload = true;
        if (!isControl()) {
            messageOpcode = opcode == Received.CONTINUATION ? messageOpcode : opcode;
            if (left < 0 || left > maxMessageBytes - message.size()) {
                throw new ProtocolViolationException(
                        ProtocolViolationException.TOO_LARGE, "a message over " + maxMessageBytes + " bytes");
            }
        }
        return true;
    }

    private void check(int flags, int second) throws ProtocolViolationException {
        int code = flags & 0x0f;
        boolean known = code <= Received.BINARY || (code >= Received.CLOSE && code <= Received.PONG);
        boolean control = code >= Received.CLOSE;
        if ((flags & 0x70) != 0 || !known) {
            throw violation("an unknown flag or opcode");
        }
        if ((second & 0x80) == 0) {
            throw violation("a frame without a mask");
        }
        if (control && ((flags & 0x80) == 0 || (second & 0x7f) > MAX_CONTROL_BYTES)) {
            throw violation("a control frame that is long or in fragments");
        }
        if (!control && (code == Received.CONTINUATION) == (messageOpcode == 0)) {
            throw violation("a fragment out of order");
        }
    }

    private static ProtocolViolationException violation(String message) {
        return new ProtocolViolationException(ProtocolViolationException.PROTOCOL, message);
    }

    private void payload(ByteBuffer input) {
        byte[] piece = new byte[(int) Math.min(left, input.remaining())];
        input.get(piece);
        left -= piece.length;
        if (dropping && !isControl()) {
            return;
        }
        for (int i = 0; i < piece.length; i++, maskAt++) {
            piece[i] ^= (byte) (mask >>> (24 - 8 * (maskAt & 3)));
        }
        (isControl() ? control : message).write(piece, 0, piece.length);
    }

    private static ByteBuffer take(ByteArrayOutputStream bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
        bytes.reset();
        return all;
    }
}
