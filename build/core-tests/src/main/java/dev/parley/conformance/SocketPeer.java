package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Socket.IO client that writes and reads its packets by hand, over one WebSocket. */
public final class SocketPeer {

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private final WireSocket socket;
    private String sid = "";
    private int beats;

    public SocketPeer(WireSocket socket) {
        this.socket = socket;
    }

    public WireSocket socket() {
        return socket;
    }

    /** The socket id of the last namespace joined. */
    public String sid() {
        return sid;
    }

    /** Connects to a namespace without auth payload; empty is the main one. */
    public SocketPeer join(String namespace) {
        return join(namespace, "");
    }

    /** Connects to a namespace and reads the answer. */
    public SocketPeer join(String namespace, String auth) {
        String prefix = namespace.isEmpty() || namespace.equals("/") ? "" : namespace + ",";
        send("40" + prefix + auth);
        String answer = awaitText();
        assertThat(answer).startsWith("40" + prefix + "{\"sid\":\"");
        Matcher matcher = SID.matcher(answer);
        assertThat(matcher.find()).isTrue();
        sid = matcher.group(1);
        return this;
    }

    public SocketPeer send(String packet) {
        socket.send(packet);
        return this;
    }

    public SocketPeer send(byte... bytes) {
        socket.send(bytes);
        return this;
    }

    /** The next message; pings of the engine are answered on the way. */
    public Frame await() {
        while (true) {
            Frame frame = socket.await();
            if (!frame.isText() || !frame.text().equals("2")) {
                return frame;
            }
            beats++;
            socket.send("3");
        }
    }

    public String awaitText() {
        Frame frame = await();
        assertThat(frame.isText()).isTrue();
        return frame.text();
    }

    public byte[] awaitBytes() {
        Frame frame = await();
        assertThat(frame.isText()).isFalse();
        ByteBuffer view = frame.payload();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    public SocketPeer expect(String packet) {
        assertThat(awaitText()).isEqualTo(packet);
        return this;
    }

    public SocketPeer expect(byte... bytes) {
        assertThat(awaitBytes()).isEqualTo(bytes);
        return this;
    }

    /**
     * Checks that nothing else came before this moment: what the server sent until now arrives before the answer to a request
     * of this client.
     */
    public SocketPeer expectNothingUntil(String request, String answer) {
        send(request);
        return expect(answer);
    }

    public int beats() {
        return beats;
    }

    public int awaitClose() {
        while (socket.hasMessage()) {
            socket.await();
        }
        return socket.awaitClose();
    }

    public void close() {
        socket.close(1000);
    }
}
