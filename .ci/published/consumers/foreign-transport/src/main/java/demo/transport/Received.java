package demo.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A whole message, its fragments put together, or a control frame.
 *
 * @param opcode one of the constants
 * @param payload without its mask
 */
record Received(int opcode, ByteBuffer payload) {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;

    /** A close frame without a code; never on the wire. */
    static final int NO_CODE = 1005;

    /** The code of a close frame. */
    int closeCode() throws ProtocolViolationException {
        if (payload.remaining() == 0) {
            return NO_CODE;
        }
        if (payload.remaining() == 1) {
            throw new ProtocolViolationException(ProtocolViolationException.PROTOCOL, "half a close code");
        }
        int code = payload.getShort(payload.position()) & 0xffff;
        boolean defined = code >= 1000 && code <= 1014 && code != 1004 && code != NO_CODE && code != 1006;
        if (!defined && (code < 3000 || code > 4999)) {
            throw new ProtocolViolationException(ProtocolViolationException.PROTOCOL, "close code " + code);
        }
        return code;
    }

    /** The reason of a close frame. */
    String closeReason() throws ProtocolViolationException {
        int from = Math.min(2, payload.remaining());
        return utf8(payload.slice(payload.position() + from, payload.remaining() - from));
    }

    /** The text in bytes, if they are one. */
    static String utf8(ByteBuffer bytes) throws ProtocolViolationException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException malformed) {
            throw new ProtocolViolationException(ProtocolViolationException.NOT_UTF8, "a text is not UTF-8");
        }
    }
}
