package dev.parley.benchmark.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates messages of permessage-deflate without context. All members of a room get the same bytes, so those inflated last are
 * kept: the generator shares its core with nothing, but inflating every delivery would be most of what it does. Owned by the
 * loop's thread.
 */
final class Inflation {
    private static final int KEPT = 1_024;
    private static final int LARGEST = 1 << 20;
    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final long MIXER = 0x9e3779b97f4a7c15L;

    private final Inflater inflater = new Inflater(true);
    private final byte[] scratch = new byte[LARGEST];
    private final long[] hashes = new long[KEPT];
    private final @Nullable ByteBuffer[] contents = new ByteBuffer[KEPT];

    /** The content of a compressed message that lies in {@code in}; not to be changed. */
    ByteBuffer inflate(ByteBuffer in, int at, int length) throws IOException {
        long hash = hash(in, at, length);
        int slot = (int) (hash >>> 32) & (KEPT - 1);
        ByteBuffer known = contents[slot];
        if (known == null || hashes[slot] != hash) {
            known = ByteBuffer.wrap(inflated(in.slice(at, length)));
            contents[slot] = known;
            hashes[slot] = hash;
        }
        return known;
    }

    private static long hash(ByteBuffer in, int at, int length) {
        long hash = length;
        int i = at;
        for (; i + Long.BYTES <= at + length; i += Long.BYTES) {
            hash = (hash ^ in.getLong(i)) * MIXER;
            hash ^= hash >>> 29;
        }
        for (; i < at + length; i++) {
            hash = (hash ^ in.get(i)) * MIXER;
        }
        return hash ^ hash >>> 31;
    }

    private byte[] inflated(ByteBuffer compressed) throws IOException {
        try {
            inflater.reset();
            inflater.setInput(compressed);
            int size = inflater.inflate(scratch);
            inflater.setInput(TAIL);
            size += inflater.inflate(scratch, size, scratch.length - size);
            byte[] content = new byte[size];
            System.arraycopy(scratch, 0, content, 0, size);
            return content;
        } catch (DataFormatException e) {
            throw new IOException("a compressed message is broken", e);
        }
    }
}
