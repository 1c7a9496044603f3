package dev.parley.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A hostile client's connection. Its output may be large and is never held as a whole: it consists of parts, written as
 * the socket accepts them. Owned by the loop's thread.
 */
abstract class HostileConnection extends Connection {
    private static final byte[] HEADERS_END = Client.ascii("\r\n\r\n");
    private static final byte[] FILLER = "x".repeat(16 * 1024).getBytes(StandardCharsets.US_ASCII);

    final LoadLoop loop;
    final HostileSlot slot;
    /** Pending output: bytes, or a number of filler bytes. */
    private final Deque<Object> parts = new ArrayDeque<>();

    HostileConnection(LoadLoop loop, HostileSlot slot, @Nullable InetAddress from) throws IOException {
        super(loop, loop.server(), from);
        this.loop = loop;
        this.slot = slot;
    }

    /** Called every second. */
    void tick() throws IOException {}

    final void send(byte[] bytes) throws IOException {
        parts.add(bytes);
        pump();
    }

    final void sendFilling(int bytes) throws IOException {
        parts.add(bytes);
        pump();
    }

    @Override
    final void drained() throws IOException {
        pump();
    }

    private void pump() throws IOException {
        while (!isWriting() && !parts.isEmpty()) {
            Object part = parts.removeFirst();
            if (part instanceof Integer filling) {
                int now = Math.min(filling, FILLER.length);
                if (now < filling) {
                    parts.addFirst(filling - now);
                }
                write(ByteBuffer.wrap(FILLER, 0, now));
            } else {
                write(ByteBuffer.wrap((byte[]) part));
            }
        }
    }

    @Override
    void consumed() throws IOException {}

    @Override
    final void closed(@Nullable IOException cause) {
        slot.closed(this);
    }

    final byte[] request(String line, String headers) {
        return Client.ascii(
                line + " HTTP/1.1\r\nHost: 127.0.0.1:" + loop.server().getPort() + "\r\n" + headers);
    }

    /** The head of a complete response, consumed; null if incomplete. */
    static @Nullable String head(ByteBuffer in) {
        int end = Http.indexOf(in, HEADERS_END);
        if (end < 0) {
            return null;
        }
        String head = Http.peek(in, end - in.position());
        in.position(end + HEADERS_END.length);
        return head;
    }

    /** The status code of a response. */
    static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }
}
