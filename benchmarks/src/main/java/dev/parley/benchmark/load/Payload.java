package dev.parley.benchmark.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * The text of every benchmark message: room and sender slot (8 characters), sequence number (8) and intended send time
 * in nanoseconds (16), then padding.
 *
 * <p>Each character encodes four bits as {@code '@' + nibble}, so that a receiver can read eight characters as one long
 * and fold it, without a loop or an allocation: decoding must be cheap compared to what is measured.
 */
public final class Payload {
    /** Length of the header in characters; no payload is shorter. */
    static final int HEADER = 32;

    private static final long NIBBLES = 0x0f0f0f0f0f0f0f0fL;
    private static final int SLOT_BITS = 16;
    private static final int SEED = 17;
    private static final int WORDS_A_MESSAGE = 9;
    private static final List<String> WORDS = List.of(
            ("the deploy of service is done and we can look at dashboards before lunch please review my branch when you have"
                            + " time thanks build failed again on main because test was flaky who owns that module now")
                    .split(" ", -1));

    private Payload() {}

    public static byte[] template(int size) {
        checkSize(size);
        return "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
    }

    /** The header, then what a page of messages looks like in JSON, escaped to stand in a JSON string. */
    static byte[] json(int size) {
        checkSize(size);
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder("x".repeat(HEADER)).append('[');
        while (text.length() < size) {
            text.append("{\\\"seq\\\":").append(random.nextInt(100_000)).append(",\\\"author\\\":\\\"user");
            text.append(random.nextInt(1_000)).append("\\\",\\\"createdAt\\\":\\\"2026-11-29T08:");
            text.append(10 + random.nextInt(50)).append(":00Z\\\",\\\"text\\\":\\\"");
            for (int i = 0; i < WORDS_A_MESSAGE; i++) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
            }
            text.append("\\\"},");
        }
        // No escape is cut in two: what is behind the last whole word is filled up.
        int end = text.lastIndexOf(" ", size);
        return (text.substring(0, end) + ".".repeat(size - end)).getBytes(StandardCharsets.US_ASCII);
    }

    private static void checkSize(int size) {
        if (size < HEADER) {
            throw new IllegalArgumentException("a payload has at least " + HEADER + " bytes, not " + size);
        }
    }

    public static void write(byte[] text, int at, int room, int slot, int sequence, long intendedNanos) {
        writeInt(text, at, room << SLOT_BITS | slot);
        writeInt(text, at + 8, sequence);
        writeInt(text, at + 16, (int) (intendedNanos >>> 32));
        writeInt(text, at + 24, (int) intendedNanos);
    }

    private static void writeInt(byte[] text, int at, int value) {
        for (int i = 0; i < 8; i++) {
            text[at + i] = (byte) ('@' + (value >>> (28 - 4 * i) & 0xf));
        }
    }

    /** The 32 bits written as eight characters at {@code at}; {@code buffer} must be big-endian. */
    static int readInt(ByteBuffer buffer, int at) {
        long x = buffer.getLong(at) & NIBBLES;
        x = (x | x >>> 4) & 0x00ff00ff00ff00ffL;
        x = (x | x >>> 8) & 0x0000ffff0000ffffL;
        return (int) (x | x >>> 16);
    }

    static int room(ByteBuffer buffer, int at) {
        return readInt(buffer, at) >>> SLOT_BITS;
    }

    static int slot(ByteBuffer buffer, int at) {
        return readInt(buffer, at) & (1 << SLOT_BITS) - 1;
    }

    static int sequence(ByteBuffer buffer, int at) {
        return readInt(buffer, at + 8);
    }

    static long intendedNanos(ByteBuffer buffer, int at) {
        return (long) readInt(buffer, at + 16) << 32 | (readInt(buffer, at + 24) & 0xffffffffL);
    }
}
