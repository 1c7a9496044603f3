package dev.parley.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses individual messages in the format of permessage-deflate. */
final class MessageDeflater {

    /** The end of every flushed block, which is omitted on the wire (RFC 7692 section 7.2.1). */
    private static final int TAIL_BYTES = 4;

    /** A compressor holds a quarter of a megabyte of native memory; as many are pooled as can be busy at a time. */
    private static final BlockingQueue<Deflater> IDLE =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    private MessageDeflater() {}

    /**
     * Compresses a message.
     *
     * @param content the message, from position to limit
     * @return the compressed message, or null if it would not be smaller
     */
    static @Nullable ByteBuffer deflate(ByteBuffer content) {
        Deflater idle = IDLE.poll();
        Deflater deflater = idle == null ? new Deflater(Deflater.DEFAULT_COMPRESSION, true) : idle;
        byte[] deflated = new byte[content.remaining() + TAIL_BYTES];
        int length;
        try {
            deflater.setInput(content);
            length = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
            deflater.reset();
        } catch (RuntimeException | Error failure) {
            deflater.end();
            throw failure;
        }
        if (!IDLE.offer(deflater)) {
            deflater.end();
        }
        // A full buffer may not contain all of it.
        return length == deflated.length ? null : ByteBuffer.wrap(Arrays.copyOf(deflated, length - TAIL_BYTES));
    }
}
