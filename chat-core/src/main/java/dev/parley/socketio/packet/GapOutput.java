package dev.parley.socketio.packet;

import java.io.OutputStream;
import java.util.Arrays;

/** A byte array output with a gap at the beginning that is filled later. Not thread-safe. */
final class GapOutput extends OutputStream {

    private static final int FIRST_SIZE = 256;

    private byte[] bytes;
    private int size;

    GapOutput(int gap) {
        bytes = new byte[gap + FIRST_SIZE];
        size = gap;
    }

    @Override
    public void write(int b) {
        room(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int from, int count) {
        room(count);
        System.arraycopy(source, from, bytes, size, count);
        size += count;
    }

    /** The underlying array, including the gap; filled up to {@link #size}. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private void room(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, count), size + (size >> 1)));
        }
    }
}
