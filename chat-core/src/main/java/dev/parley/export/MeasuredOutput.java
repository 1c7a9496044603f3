package dev.parley.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and digests the bytes written. Not thread-safe; closing it does not close the underlying stream. */
final class MeasuredOutput extends FilterOutputStream {

    private final MessageDigest digest = Sha256.digest();
    private long bytes;

    MeasuredOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        digest.update((byte) b);
        bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
        out.write(b, offset, length);
        digest.update(b, offset, length);
        bytes += length;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }

    long bytes() {
        return bytes;
    }

    String sha256() {
        return Sha256.hex(digest.digest());
    }
}
