package dev.parley.model;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** An immutable byte sequence with value equality. */
public final class Binary {

    private final byte[] bytes;

    private Binary(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies a byte array.
     *
     * @param bytes the bytes; later changes of the array have no effect
     * @return the value
     */
    public static Binary of(byte[] bytes) {
        return new Binary(bytes.clone());
    }

    /**
     * Returns the number of bytes.
     *
     * @return the number, 0 or more
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Returns a copy of the bytes.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * Returns the bytes without copying them.
     *
     * @return a new read-only buffer over all of them
     */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the size, not the content. */
    @Override
    public String toString() {
        return "Binary[" + bytes.length + " bytes]";
    }
}
