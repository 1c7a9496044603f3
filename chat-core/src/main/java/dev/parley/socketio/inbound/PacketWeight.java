package dev.parley.socketio.inbound;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;

/**
 * Estimates the heap size of a received message. Structure takes many times its size on the wire: an empty object is
 * two bytes of JSON, or one of MessagePack, but a hundred on the heap.
 */
public final class PacketWeight {

    /** Overhead of an event besides its content. */
    static final int EVENT = 256;

    /** Approximate size of an array, an object or an item. */
    static final int ITEM = 48;

    private static final int FIXED_MAPS_AND_ARRAYS = 0x80;
    private static final int FIXED_STRINGS = 0xa0;
    private static final int BYTE = 0xff;

    private PacketWeight() {}

    public static long of(Frame message) {
        ByteBuffer bytes = message.payload();
        int items = 0;
        boolean text = message.isText();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            items += (text ? isJson(bytes.get(i)) : isMsgpack(bytes.get(i))) ? 1 : 0;
        }
        return EVENT + bytes.remaining() + (long) ITEM * items;
    }

    private static boolean isJson(byte at) {
        return at == ',' || at == '{' || at == '[';
    }

    private static boolean isMsgpack(byte at) {
        int code = at & BYTE;
        return code >= FIXED_MAPS_AND_ARRAYS && code < FIXED_STRINGS;
    }
}
