package dev.parley.engineio.http;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * A compressed body assembled from precompressed messages: a message ends with an empty block on a byte boundary, so
 * that other blocks can follow (RFC 1951 section 3.2.4). Only the framing and the checksum are computed per response.
 */
final class SharedBlocks {

    /** Shorter messages do not get a block of their own. */
    private static final int MIN_BYTES = 1024;

    private static final int MAX_STORED_BYTES = 65_535;
    private static final int STORED_HEADER_BYTES = 5;

    /** The end of a message, which permessage-deflate omits. */
    private static final ByteBuffer MESSAGE_END = bytes(0, 0, 0xff, 0xff);
    /** A final empty block. */
    private static final ByteBuffer LAST = bytes(3, 0);
    /** RFC 1952 section 2.3: deflate, no name, no time. */
    private static final ByteBuffer GZIP_HEADER = bytes(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
    /** RFC 1950 section 2.2: deflate with the full window. */
    private static final ByteBuffer ZLIB_HEADER = bytes(0x78, 0x9c);

    private final List<ByteBuffer> blocks = new ArrayList<>();
    private final Checksum checksum;
    private long size;

    private SharedBlocks(Checksum checksum) {
        this.checksum = checksum;
    }

    /** Whether a body consists of messages large enough, apart from their separators. */
    static boolean suit(List<Frame> parts) {
        for (int i = 0; i < parts.size(); i++) {
            Frame part = parts.get(i);
            if (part.size() > 1 && part.size() < MIN_BYTES) {
                return false;
            }
        }
        return true;
    }

    /** The body in gzip format (RFC 1952). */
    static List<ByteBuffer> gzip(List<Frame> parts) {
        SharedBlocks body = new SharedBlocks(new CRC32());
        body.blocks.add(GZIP_HEADER.duplicate());
        body.addAll(parts);
        body.blocks.add(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) body.checksum.getValue())
                .putInt((int) body.size)
                .flip());
        return body.blocks;
    }

    /** The body in zlib format (RFC 1950), which HTTP calls deflate. */
    static List<ByteBuffer> zlib(List<Frame> parts) {
        SharedBlocks body = new SharedBlocks(new Adler32());
        body.blocks.add(ZLIB_HEADER.duplicate());
        body.addAll(parts);
        body.blocks.add(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) body.checksum.getValue())
                .flip());
        return body.blocks;
    }

    private void addAll(List<Frame> parts) {
        for (Frame part : parts) {
            checksum.update(part.payload());
            size += part.size();
            Frame deflated = part.size() < MIN_BYTES ? part : part.deflated();
            if (deflated.isDeflated()) {
                blocks.add(deflated.payload());
                blocks.add(MESSAGE_END.duplicate());
            } else {
                store(part.payload());
            }
        }
        blocks.add(LAST.duplicate());
    }

    /** Appends a stored (uncompressed) block, RFC 1951 section 3.2.4. */
    private void store(ByteBuffer content) {
        while (content.hasRemaining()) {
            int length = Math.min(content.remaining(), MAX_STORED_BYTES);
            blocks.add(ByteBuffer.allocate(STORED_HEADER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0)
                    .putShort((short) length)
                    .putShort((short) ~length)
                    .flip());
            blocks.add(content.slice(content.position(), length));
            content.position(content.position() + length);
        }
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip().asReadOnlyBuffer();
    }
}
