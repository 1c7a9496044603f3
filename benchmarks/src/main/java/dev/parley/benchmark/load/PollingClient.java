package dev.parley.benchmark.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A polling client: one keep-alive connection that always has a GET pending, and one for its POSTs, one at a time.
 * Owned by the loop's thread.
 */
final class PollingClient extends Client {
    private static final byte SEPARATOR = 0x1e;
    private static final byte[] HEADERS_END = ascii("\r\n\r\n");

    private final String authority;
    private final Wire poll;
    /** Null until there is something to post, and again once the server closes it as idle. */
    private @Nullable Wire post;

    private final LoadLoop loop;
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private String query = "/socket.io/?EIO=4&transport=polling";
    private boolean posting;
    private boolean postConnected;

    PollingClient(LoadLoop loop, Fleet fleet, int room, int slot) throws IOException {
        super(fleet, room, slot);
        authority = "127.0.0.1:" + loop.server().getPort();
        this.loop = loop;
        poll = new PollWire();
    }

    @Override
    void sendPacket(byte[] packet) {
        if (outgoing.size() > 0) {
            outgoing.write(SEPARATOR);
        }
        outgoing.writeBytes(packet);
    }

    @Override
    void flush() throws IOException {
        if (outgoing.size() == 0 || posting) {
            return;
        }
        Wire wire = post;
        if (wire == null) {
            postConnected = false;
            post = new PostWire();
            return;
        }
        if (!postConnected) {
            return;
        }
        posting = true;
        byte[] head = ascii("POST " + query + " HTTP/1.1\r\nHost: " + authority
                + "\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: " + outgoing.size() + "\r\n\r\n");
        byte[] request = new byte[head.length + outgoing.size()];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(outgoing.toByteArray(), 0, request, head.length, outgoing.size());
        outgoing.reset();
        wire.write(ByteBuffer.wrap(request));
    }

    @Override
    void listen(boolean on) {
        poll.listen(on);
    }

    @Override
    void close() {
        poll.close();
        Wire wire = post;
        if (wire != null) {
            wire.close();
        }
    }

    @Override
    void opened(String packet) {
        int start = packet.indexOf("\"sid\":\"") + 7;
        query += "&sid=" + packet.substring(start, packet.indexOf('"', start));
    }

    private void get() throws IOException {
        poll.write(ByteBuffer.wrap(ascii("GET " + query + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n")));
    }

    private void packets(ByteBuffer body, long now) throws IOException {
        int at = body.position();
        int limit = body.limit();
        for (int i = at; i <= limit; i++) {
            if (i == limit || body.get(i) == SEPARATOR) {
                packet(body, at, i - at, now);
                at = i + 1;
            }
        }
    }

    /** Reads responses. */
    private abstract class Wire extends Connection {
        Wire() throws IOException {
            super(loop, loop.server());
        }

        abstract void response(ByteBuffer body, long now) throws IOException;

        @Override
        void consume(ByteBuffer in, long now) throws IOException {
            while (in.hasRemaining()) {
                int end = Http.indexOf(in, HEADERS_END);
                if (end < 0) {
                    return;
                }
                String head = Http.peek(in, end - in.position());
                if (!head.startsWith("HTTP/1.1 200")) {
                    throw new IOException("refused: " + head.lines().findFirst().orElse(""));
                }
                ByteBuffer body = body(in, head, end + HEADERS_END.length);
                if (body == null) {
                    return;
                }
                response(body, now);
            }
        }

        /** The complete body at {@code at}, consumed; null if incomplete. */
        private @Nullable ByteBuffer body(ByteBuffer in, String head, int at) throws IOException {
            String length = Http.header(head, "Content-Length");
            if (length == null) {
                return chunkedBody(in, at);
            }
            int bytes = Integer.parseInt(length);
            if (in.limit() - at < bytes) {
                return null;
            }
            in.position(at + bytes);
            return in.duplicate().position(at).limit(at + bytes);
        }

        private @Nullable ByteBuffer chunkedBody(ByteBuffer in, int at) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            ByteBuffer rest = in.duplicate().position(at);
            while (true) {
                int lineEnd = Http.indexOf(rest, ascii("\r\n"));
                if (lineEnd < 0) {
                    return null;
                }
                int size = Integer.parseInt(
                        Http.peek(rest, lineEnd - rest.position()).trim(), 16);
                if (rest.limit() - lineEnd < size + 4) {
                    return null;
                }
                byte[] chunk = new byte[size];
                rest.position(lineEnd + 2).get(chunk).position(rest.position() + 2);
                if (size == 0) {
                    in.position(rest.position());
                    return ByteBuffer.wrap(body.toByteArray());
                }
                body.writeBytes(chunk);
            }
        }

        @Override
        void consumed() throws IOException {
            flush();
        }

        @Override
        void closed(@Nullable IOException cause) {
            PollingClient.this.close();
            gone(cause);
        }
    }

    /** Carries the GETs. */
    private final class PollWire extends Wire {
        PollWire() throws IOException {}

        @Override
        void connected() throws IOException {
            get();
        }

        @Override
        void response(ByteBuffer body, long now) throws IOException {
            packets(body, now);
            get();
        }
    }

    /** Carries the POSTs. */
    private final class PostWire extends Wire {
        PostWire() throws IOException {}

        @Override
        void connected() throws IOException {
            postConnected = true;
            flush();
        }

        @Override
        void response(ByteBuffer body, long now) throws IOException {
            posting = false;
            flush();
        }

        @Override
        void closed(@Nullable IOException cause) {
            post = null;
            if (posting) {
                super.closed(cause);
            }
        }
    }
}
