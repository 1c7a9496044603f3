package dev.parley.model;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Immutable bytes, equal by content. */
public final class Binary {

    private final byte[] bytes;

    private Binary(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies bytes.
     *
     * @param bytes the bytes; later changes of the array do not matter
     * @return the value
     */
    public static Binary of(byte[] bytes) {
        return new Binary(bytes.clone());
    }

    /**
     * How many bytes.
     *
     * @return the number, 0 or more
     */
    public int size() {
        return bytes.length;
    }

    /**
     * A copy of the bytes.
     *
     * @return a fresh array
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * The bytes without a copy.
     *
     * @return a fresh read-only buffer over all of them
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
