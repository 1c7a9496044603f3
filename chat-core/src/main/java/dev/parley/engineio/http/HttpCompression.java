package dev.parley.engineio.http;

import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content codings of responses. The JDK has no Brotli: a client that accepts nothing else gets an uncompressed
 * response.
 */
public enum HttpCompression {
    /** No compression. */
    IDENTITY,

    /** RFC 1952. */
    GZIP,

    /** RFC 1950. */
    DEFLATE;

    /** Returns the best coding that a client accepts. */
    public static HttpCompression choose(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return IDENTITY;
        }
        HttpCompression best = IDENTITY;
        for (String entry : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = entry.split(";", -1);
            String coding = parts[0].strip();
            if (refused(parts)) {
                continue;
            }
            if (coding.equals("gzip")) {
                return GZIP;
            }
            if (coding.equals("deflate")) {
                best = DEFLATE;
            }
        }
        return best;
    }

    private static boolean refused(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].strip().matches("q=0(\\.0*)?")) {
                return true;
            }
        }
        return false;
    }

    /** The response headers for this coding. */
    public HttpHeaders headers() {
        return this == IDENTITY
                ? HttpHeaders.none()
                : HttpHeaders.of("Content-Encoding", name().toLowerCase(Locale.ROOT));
    }

    /**
     * Compresses a body made of messages. Messages large enough are compressed once for all bodies that contain them,
     * and for WebSockets with compression.
     *
     * @param messages the messages and their separators
     * @return the body, in parts that share the compressed messages
     */
    public List<ByteBuffer> compressShared(List<Frame> messages) {
        if (this == IDENTITY || !SharedBlocks.suit(messages)) {
            return List.of(compress(messages.stream().map(Frame::payload).toList()));
        }
        return this == GZIP ? SharedBlocks.gzip(messages) : SharedBlocks.zlib(messages);
    }

    /** Compresses a body. */
    public ByteBuffer compress(List<ByteBuffer> parts) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = open(packed)) {
            for (ByteBuffer part : parts) {
                byte[] bytes = new byte[part.remaining()];
                part.duplicate().get(bytes);
                out.write(bytes);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteBuffer.wrap(packed.toByteArray());
    }

    private OutputStream open(OutputStream packed) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPOutputStream(packed);
            case DEFLATE -> new DeflaterOutputStream(packed);
            case IDENTITY -> packed;
        };
    }
}
