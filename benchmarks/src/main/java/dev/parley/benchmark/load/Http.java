package dev.parley.benchmark.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The subset of HTTP/1.1 that a polling client must parse. */
final class Http {
    private Http() {}

    /** Index of {@code what} in the remaining bytes of {@code in}, or -1. */
    static int indexOf(ByteBuffer in, byte[] what) {
        outer:
        for (int i = in.position(); i <= in.limit() - what.length; i++) {
            for (int j = 0; j < what.length; j++) {
                if (in.get(i + j) != what[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    /** The first {@code length} remaining bytes as text, without moving the position. */
    static String peek(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(in.position(), bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The value of a response header, or null. */
    static @Nullable String header(String head, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .findFirst()
                .orElse(null);
    }
}
