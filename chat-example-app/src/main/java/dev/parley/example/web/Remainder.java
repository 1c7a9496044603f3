package dev.parley.example.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;

/** Discards what a client is still sending after the response, up to a bound, and then ends the request. */
final class Remainder implements BodySink {

    /** Maximum number of bytes to discard. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    private final Callback callback;
    private long dropped;

    Remainder(Callback callback) {
        this.callback = callback;
    }

    @Override
    public boolean take(ByteBuffer part) {
        dropped += part.remaining();
        part.position(part.limit());
        if (dropped <= MAX_BYTES) {
            return true;
        }
        callback.succeeded();
        return false;
    }

    @Override
    public void complete() {
        callback.succeeded();
    }

    @Override
    public void failed(Throwable failure) {
        callback.succeeded();
    }
}
