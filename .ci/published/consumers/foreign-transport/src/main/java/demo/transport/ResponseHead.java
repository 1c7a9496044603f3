package demo.transport;

import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The status line and the headers of a response. */
final class ResponseHead {

    private ResponseHead() {}

    static ByteBuffer of(int status, HttpHeaders headers, long length, boolean keepAlive) {
        StringBuilder head = begin(status, headers);
        if (status >= 200 && status != 204 && status != 304) {
            line(head, "Content-Length", Long.toString(length));
        }
        if (!keepAlive && headers.first("Connection") == null) {
            line(head, "Connection", "close");
        }
        return end(head);
    }

    static ByteBuffer switching(HttpHeaders headers, String accept) {
        StringBuilder head = begin(101, headers);
        line(head, "Upgrade", "websocket");
        line(head, "Connection", "Upgrade");
        line(head, "Sec-WebSocket-Accept", accept);
        return end(head);
    }

    /** The bytes that let a client send the body it has announced. */
    static ByteBuffer goOn() {
        return end(begin(100, HttpHeaders.none()));
    }

    private static StringBuilder begin(int status, HttpHeaders headers) {
        // The words after the status have no meaning (RFC 9112 section 4) and may be missing.
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" \r\n");
        headers.forEach((name, value) -> line(head, name, value));
        return head;
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static ByteBuffer end(StringBuilder head) {
        return StandardCharsets.ISO_8859_1.encode(head.append("\r\n").toString());
    }
}
