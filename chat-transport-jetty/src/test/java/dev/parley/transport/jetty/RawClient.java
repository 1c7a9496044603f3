package dev.parley.transport.jetty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.BufferUtil;

/** Bytes over a plain socket, for what a well-behaved client does not send. Used by one thread. */
final class RawClient implements AutoCloseable {

    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    record WireFrame(int opCode, boolean fin, boolean rsv1, ByteBuffer content) {

        byte[] payload() {
            return BufferUtil.toArray(content);
        }

        String text() {
            return new String(payload(), StandardCharsets.UTF_8);
        }

        int closeCode() {
            return content.remaining() < 2 ? 1005 : Short.toUnsignedInt(content.getShort(0));
        }
    }

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawClient webSocket(int port, String... headerLines) throws IOException {
        return webSocketAt(TestHandler.PATH, port, headerLines);
    }

    static RawClient webSocketAt(String path, int port, String... headerLines) throws IOException {
        RawClient client = new RawClient(port);
        client.write(upgradeRequest(headerLines).replaceFirst(TestHandler.PATH, path));
        String head = client.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no upgrade: " + head);
        }
        client.upgradeHead = head;
        return client;
    }

    static String upgradeRequest(String... headerLines) {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + TestHandler.PATH + " HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        lines.addAll(List.of(headerLines));
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    String upgradeHead = "";

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Status line and headers, up to and without the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("end of stream after: " + head);
            }
            head.append((char) next);
        }
        return head.substring(0, head.length() - 4);
    }

    String readBody(String head) throws IOException {
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length: ") + 16;
        int end = lower.indexOf("\r\n", at);
        int length = Integer.parseInt(lower.substring(at, end < 0 ? lower.length() : end));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a masked frame. */
    void frame(int opCode, boolean fin, byte[] payload) throws IOException {
        write(masked(opCode, fin, payload));
    }

    static byte[] masked(int opCode, boolean fin, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((fin ? 0x80 : 0) | opCode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write(shift > 24 ? 0 : payload.length >> shift);
            }
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        return frame.toByteArray();
    }

    void frame(int opCode, String payload) throws IOException {
        frame(opCode, true, payload.getBytes(StandardCharsets.UTF_8));
    }

    WireFrame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        return new WireFrame(
                first & 15, (first & 0x80) != 0, (first & 0x40) != 0, ByteBuffer.wrap(in.readNBytes(length)));
    }

    boolean atEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
