package dev.parley.transport.websocket;

import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses a client's frames (RFC 6455 section 5) from arriving bytes, in pieces of any size, and assembles fragments.
 * Used by one thread at a time. Holds no buffer between messages.
 */
public final class FrameReader {

    /** A complete message or a control frame. */
    public sealed interface Input permits Input.Message, Input.Ping, Input.Pong, Input.Close {

        /**
         * A complete text or binary message.
         *
         * @param frame the message
         */
        record Message(Frame frame) implements Input {}

        /**
         * A ping.
         *
         * @param payload to be returned by the pong
         */
        record Ping(ByteBuffer payload) implements Input {}

        /** A pong, solicited or not. */
        record Pong() implements Input {}

        /**
         * A close frame.
         *
         * @param code 1005 if it has no code
         * @param reason possibly empty
         */
        record Close(int code, String reason) implements Input {}
    }

    private enum Expect {
        FLAGS,
        LENGTH,
        EXTENDED_LENGTH,
        MASK,
        PAYLOAD
    }

    /** Maximum number of empty fragments per message, which cost their sender little. */
    static final int MAX_EMPTY_FRAGMENTS = 64;

    /** The fragments that any message may have, and the bytes of the maximum size that allow one more. */
    private static final int FRAGMENTS = 1_024;

    private static final int BYTES_PER_FRAGMENT = 64;

    private static final int MAX_CONTROL_BYTES = 125;
    /** Initial size of a buffer whose content has not arrived yet. */
    private static final int FIRST_BYTES = 4_096;

    private static final byte[] EMPTY = {};

    private final int maxMessageBytes;
    /** The number of fragments that a message may have; if 0, empty ones alone are limited. */
    private final int maxFragments;

    private Expect expect = Expect.FLAGS;
    private boolean fin;
    private int opCode;
    /** Outstanding header bytes, for the extended length and the mask. */
    private int missing;

    private long length;
    private int mask;
    private int received;
    private byte[] payload = EMPTY;

    /** The fragments of an incomplete message; null between messages. */
    private @Nullable ByteArrayOutputStream fragments;

    private boolean text;
    /** The limited fragments of the message so far. */
    private int countedFragments;
    /** The rest of the message is discarded. */
    private boolean dropping;

    /**
     * Creates a reader, for one connection.
     *
     * @param maxMessageBytes the maximum size of a message, in bytes
     */
    public FrameReader(int maxMessageBytes) {
        this(maxMessageBytes, 0);
    }

    private FrameReader(int maxMessageBytes, int maxFragments) {
        this.maxMessageBytes = maxMessageBytes;
        this.maxFragments = maxFragments;
    }

    /**
     * Creates a reader that limits the number of fragments of a message, rather than that of empty ones: all small ones
     * cost far more than their bytes.
     *
     * @param maxMessageBytes the maximum size of a message, in bytes
     * @return a reader for one connection
     */
    public static FrameReader countingFragments(int maxMessageBytes) {
        return new FrameReader(maxMessageBytes, FRAGMENTS + maxMessageBytes / BYTES_PER_FRAGMENT);
    }

    /** The number of bytes held for incomplete input. */
    int heldBytes() {
        return payload.length + (fragments == null ? 0 : fragments.size());
    }

    /**
     * Returns how much of an incomplete message has been received and kept.
     *
     * @return the number of bytes; zero between messages
     */
    public int partBytes() {
        int begun = expect == Expect.PAYLOAD && !isControl() && !dropping ? received : 0;
        return begun + (fragments == null ? 0 : fragments.size());
    }

    /** Discards an incomplete message, including its rest. */
    public void drop() {
        dropping = true;
        if (expect == Expect.PAYLOAD && !isControl()) {
            payload = EMPTY;
        }
        if (fragments != null) {
            fragments = new ByteArrayOutputStream(0);
        }
    }

    /**
     * Consumes bytes up to the end of the next message or control frame.
     *
     * @param in bytes as they arrived
     * @return what they complete, or null if all were consumed and more are needed
     * @throws WebSocketException if the client violated the protocol or a limit; the connection must be closed with its
     *     code
     */
    public @Nullable Input next(ByteBuffer in) {
        while (true) {
            if (expect == Expect.PAYLOAD) {
                take(in);
                if (received < length) {
                    return null;
                }
                Input input = complete();
                if (input != null) {
                    return input;
                }
            } else if (in.hasRemaining()) {
                header(in.get() & 0xff);
            } else {
                return null;
            }
        }
    }

    private void header(int octet) {
        switch (expect) {
            case FLAGS -> flags(octet);
            case LENGTH -> length(octet);
            case EXTENDED_LENGTH -> {
                length = length << 8 | octet;
                if (--missing == 0) {
                    checkLength();
                    expectMask();
                }
            }
            case MASK -> {
                mask = mask << 8 | octet;
                if (--missing == 0) {
                    expectPayload();
                }
            }
            case PAYLOAD -> throw new IllegalStateException("no header is expected");
        }
    }

    private void flags(int octet) {
        if ((octet & 0x70) != 0) {
            throw WebSocketException.protocol("reserved bits are set and no extension was negotiated");
        }
        fin = (octet & 0x80) != 0;
        opCode = octet & 0x0f;
        switch (opCode) {
            case OpCode.CONTINUATION -> {
                if (fragments == null) {
                    throw WebSocketException.protocol("a continuation without a message");
                }
            }
            case OpCode.TEXT, OpCode.BINARY -> {
                if (fragments != null) {
                    throw WebSocketException.protocol("a message inside another one");
                }
                text = opCode == OpCode.TEXT;
            }
            case OpCode.CLOSE, OpCode.PING, OpCode.PONG -> {
                if (!fin) {
                    throw WebSocketException.protocol("a fragmented control frame");
                }
            }
            default -> throw WebSocketException.protocol("unknown opcode " + opCode);
        }
        expect = Expect.LENGTH;
    }

    private void length(int octet) {
        if ((octet & 0x80) == 0) {
            throw WebSocketException.protocol("a client's frame without mask");
        }
        int first = octet & 0x7f;
        if (first > MAX_CONTROL_BYTES && isControl()) {
            throw WebSocketException.protocol("a control frame over " + MAX_CONTROL_BYTES + " bytes");
        }
        length = first;
        if (first < 126) {
            checkLength();
            expectMask();
        } else {
            length = 0;
            missing = first == 126 ? 2 : 8;
            expect = Expect.EXTENDED_LENGTH;
        }
    }

    private boolean isControl() {
        return opCode >= OpCode.CLOSE;
    }

    private void checkLength() {
        if (length < 0) {
            throw WebSocketException.protocol("a length over 63 bits");
        }
        int before = fragments == null ? 0 : fragments.size();
        if (!isControl() && length > maxMessageBytes - before) {
            throw new WebSocketException(CloseCode.TOO_LARGE, "a message exceeds " + maxMessageBytes + " bytes");
        }
    }

    private void expectMask() {
        mask = 0;
        missing = Integer.BYTES;
        expect = Expect.MASK;
    }

    private void expectPayload() {
        received = 0;
        payload = EMPTY;
        expect = Expect.PAYLOAD;
    }

    /** Takes the available bytes. The buffer grows with the received, not the announced length. */
    private void take(ByteBuffer in) {
        int size = (int) length;
        int count = Math.min(in.remaining(), size - received);
        if (dropping && !isControl()) {
            in.position(in.position() + count);
            received += count;
            return;
        }
        if (payload.length < received + count) {
            int wanted = Math.max(received + count, Math.max(FIRST_BYTES, payload.length * 2));
            payload = Arrays.copyOf(payload, Math.min(size, wanted));
        }
        in.get(payload, received, count);
        unmask(payload, received, count);
        received += count;
    }

    private void unmask(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            bytes[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
        }
    }

    private @Nullable Input complete() {
        byte[] content = payload;
        payload = EMPTY;
        expect = Expect.FLAGS;
        return switch (opCode) {
            case OpCode.PING -> new Input.Ping(ByteBuffer.wrap(content));
            case OpCode.PONG -> new Input.Pong();
            case OpCode.CLOSE -> close(content);
            default -> data(content);
        };
    }

    private @Nullable Input data(byte[] content) {
        ByteArrayOutputStream parts = fragments;
        if (dropping) {
            dropping = !fin;
            fragments = fin ? null : new ByteArrayOutputStream(0);
            countedFragments = 0;
            return null;
        }
        if (parts == null && fin) {
            return new Input.Message(message(content));
        }
        countFragment(content.length);
        parts = parts == null ? new ByteArrayOutputStream(2 * content.length) : parts;
        parts.write(content, 0, content.length);
        if (!fin) {
            fragments = parts;
            return null;
        }
        fragments = null;
        countedFragments = 0;
        return new Input.Message(message(parts.toByteArray()));
    }

    private void countFragment(int size) {
        if (maxFragments > 0) {
            if (++countedFragments > maxFragments) {
                throw new WebSocketException(
                        CloseCode.TOO_LARGE, "a message in more than " + maxFragments + " fragments");
            }
        } else if (size == 0 && !fin && ++countedFragments > MAX_EMPTY_FRAGMENTS) {
            throw new WebSocketException(CloseCode.POLICY, "more than " + MAX_EMPTY_FRAGMENTS + " empty fragments");
        }
    }

    private Frame message(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (!text) {
            return Frame.binary(bytes);
        }
        checkUtf8(content);
        return Frame.utf8(bytes);
    }

    private static Input close(byte[] content) {
        if (content.length == 0) {
            return new Input.Close(CloseCode.NONE, "");
        }
        if (content.length == 1) {
            throw WebSocketException.protocol("half a close code");
        }
        int code = (content[0] & 0xff) << 8 | (content[1] & 0xff);
        if (!CloseCode.mayBeSent(code)) {
            throw WebSocketException.protocol("close code " + code);
        }
        byte[] reason = Arrays.copyOfRange(content, 2, content.length);
        checkUtf8(reason);
        return new Input.Close(code, new String(reason, StandardCharsets.UTF_8));
    }

    /** The lenient decoder is much faster; its replacement character indicates when to use the strict one. */
    private static void checkUtf8(byte[] bytes) {
        if (new String(bytes, StandardCharsets.UTF_8).indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException malformed) {
                throw new WebSocketException(CloseCode.BAD_TEXT, "a text is not UTF-8");
            }
        }
    }
}
