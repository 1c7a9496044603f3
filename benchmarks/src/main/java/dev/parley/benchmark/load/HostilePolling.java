package dev.parley.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A hostile client on HTTP long polling, with one request at a time. Owned by the loop's thread. */
final class HostilePolling extends HostileConnection {
    private static final String PATH = "/socket.io/?EIO=4&transport=polling";
    private static final int OK = 200;
    private static final int BODY_BYTES = 900_000;
    private static final int HANDSHAKES_A_TICK = 2;

    private final Deque<String> rooms;
    private final byte[] drip = {'x'};
    private int handshakesDue;
    /** For the connection or a response. */
    private boolean waiting = true;

    private boolean dripping;
    /** Pending request bodies of the session. */
    private final Deque<String> posts = new ArrayDeque<>();

    private @Nullable String sid;

    /** If rooms are given, it brings a client into each. */
    HostilePolling(LoadLoop loop, HostileSlot slot, Deque<String> rooms, @Nullable InetAddress from)
            throws IOException {
        super(loop, slot, from);
        this.rooms = rooms;
    }

    @Override
    void connected() throws IOException {
        if (slot.kind() == HostileKind.HEADER) {
            slot.entered();
            send(request("GET " + PATH, "X-Slow: "));
            dripping = true;
        } else if (slot.kind() == HostileKind.DEAF_POLLING) {
            next();
        } else {
            handshake();
        }
    }

    private void next() throws IOException {
        String room = rooms.poll();
        if (room == null) {
            slot.finished(this);
            return;
        }
        posts.add("40");
        posts.add("42[\"join\",\"" + room + "\"]");
        handshake();
    }

    private void handshake() throws IOException {
        waiting = true;
        sid = null;
        send(request("GET " + PATH, "\r\n"));
    }

    private void post(String body) throws IOException {
        waiting = true;
        send(request(
                "POST " + PATH + "&sid=" + sid,
                "Content-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    @Override
    void consume(ByteBuffer in, long now) throws IOException {
        int start = in.position();
        String head = head(in);
        if (head == null) {
            return;
        }
        String length = Http.header(head, "content-length");
        int bytes = length == null ? 0 : Integer.parseInt(length);
        if (in.remaining() < bytes) {
            in.position(start);
            return;
        }
        String body = Http.peek(in, bytes);
        in.position(in.position() + bytes);
        slot.answered(status(head));
        answered(status(head), body);
        if ("close".equalsIgnoreCase(Http.header(head, "connection"))) {
            throw new IOException("closed");
        }
    }

    private void answered(int status, String body) throws IOException {
        waiting = false;
        if (status != OK) {
            if (slot.kind() != HostileKind.HANDSHAKE) {
                throw new IOException("refused");
            }
            return;
        }
        if (sid == null) {
            int at = body.indexOf("\"sid\":\"");
            if (at < 0) {
                throw new IOException("no sid");
            }
            sid = body.substring(at + 7, body.indexOf('"', at + 7));
        }
        switch (slot.kind()) {
            case HANDSHAKE -> slot.entered();
            case BODY -> body();
            default -> deaf();
        }
    }

    private void body() throws IOException {
        if (posts.isEmpty()) {
            posts.add("40");
            post("40");
        } else {
            slot.entered();
            send(request(
                    "POST " + PATH + "&sid=" + sid,
                    "Content-Type: text/plain\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n42[\"slow\",\""));
            dripping = true;
        }
    }

    private void deaf() throws IOException {
        String post = posts.poll();
        if (post != null) {
            post(post);
        } else {
            slot.entered();
            next();
        }
    }

    @Override
    void tick() throws IOException {
        if (dripping) {
            send(drip);
        } else if (slot.kind() == HostileKind.HANDSHAKE) {
            handshakesDue = HANDSHAKES_A_TICK - 1;
            if (!waiting) {
                handshake();
            }
        }
    }

    @Override
    void consumed() throws IOException {
        if (slot.kind() == HostileKind.HANDSHAKE && !waiting && handshakesDue > 0) {
            handshakesDue--;
            handshake();
        }
    }
}
