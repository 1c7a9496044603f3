package dev.parley.testkit.transport;

import dev.parley.transport.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/** A client over TCP to a port on loopback, written by hand so that it can break the rules. One connection a request. */
public final class SocketWireClient implements WireClient, AutoCloseable {

    static final int LIMIT_SECONDS = 20;
    private static final int CHUNK = 7;
    /** Of a body that is large to the network. */
    private static final int LARGE_CHUNK = 65_536;

    private static final int LARGE = 1_000_000;

    private final int port;
    private final SocketFactory sockets;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    /**
     * A client without connections.
     *
     * @param port the port of the binding on the loopback address
     */
    public SocketWireClient(int port) {
        this(port, SocketFactory.getDefault());
    }

    /**
     * A client without connections, such as one that speaks TLS.
     *
     * @param port the port of the binding on the loopback address
     * @param sockets creates its connections
     */
    public SocketWireClient(int port, SocketFactory sockets) {
        this.port = port;
        this.sockets = sockets;
    }

    /** Drops all connections. */
    @Override
    public void close() {
        open.forEach(SocketWireClient::drop);
    }

    static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // closing is all that was wanted
        }
    }

    /**
     * Opens a connection, for bytes that no client would send; dropped at the latest when this client is closed.
     *
     * @return the connection
     * @throws IOException if nobody listens
     */
    public Socket connect() throws IOException {
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        open.removeIf(Socket::isClosed);
        open.add(socket);
        return socket;
    }

    @Override
    public WireCall send(WireRequest request) {
        try {
            Socket socket = connect();
            write(socket.getOutputStream(), request);
            CompletableFuture<WireResponse> response = new CompletableFuture<>();
            start("wire-http", () -> {
                try (socket) {
                    response.complete(
                            read(socket.getInputStream(), request.method().equals("HEAD")));
                } catch (IOException failure) {
                    response.completeExceptionally(failure);
                } finally {
                    open.remove(socket);
                }
            });
            return new SocketCall(socket, response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private record SocketCall(Socket socket, CompletableFuture<WireResponse> response) implements WireCall {

        @Override
        public WireResponse await() {
            return response.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        }

        @Override
        public boolean isDone() {
            return response.isDone();
        }

        @Override
        public void abort() {
            drop(socket);
        }
    }

    private void write(OutputStream out, WireRequest request) throws IOException {
        StringBuilder head = new StringBuilder(request.method())
                .append(' ')
                .append(request.url())
                .append(" HTTP/1.1\r\nHost: localhost:")
                .append(port)
                .append("\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (request.chunked()) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (request.body().length > 0 || request.method().equals("POST")) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        out.write(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (request.chunked()) {
            int chunk = request.body().length < LARGE ? CHUNK : LARGE_CHUNK;
            for (int at = 0; at < request.body().length; at += chunk) {
                int size = Math.min(chunk, request.body().length - at);
                out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(request.body(), at, size);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
            int length = request.body().length - (request.unfinished() ? 1 : 0);
            writeLeniently(out, Arrays.copyOf(request.body(), length));
        }
        out.flush();
    }

    /** A server may refuse a large body and close before it took all of it; the answer is there all the same. */
    private static void writeLeniently(OutputStream out, byte[] body) {
        try {
            out.write(body);
        } catch (IOException refused) {
            // read what it said
        }
    }

    static WireResponse read(InputStream in, boolean headOnly) throws IOException {
        String status = line(in);
        HttpHeaders headers = HttpHeaders.none();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers = headers.with(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.split(" ", -1)[1]);
        boolean empty = headOnly || code == 101 || code == 204 || code == 304;
        return new WireResponse(code, headers, empty ? new byte[0] : body(in, headers));
    }

    private static byte[] body(InputStream in, HttpHeaders headers) throws IOException {
        String coding = headers.first("Transfer-Encoding");
        if (coding != null && coding.toLowerCase(Locale.ROOT).contains("chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                all.write(in.readNBytes(size));
                line(in);
            }
            line(in);
            return all.toByteArray();
        }
        String length = headers.first("Content-Length");
        return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", -1)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public WireSocket webSocket(String url, HttpHeaders headers) {
        try {
            Socket socket = connect();
            WireResponse answer = upgrade(socket, url, headers);
            if (answer.status() != 101) {
                throw new IllegalStateException("refused with " + answer.status() + ": " + answer.text());
            }
            return new SocketWireSocket(socket, answer.headers());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public WireResponse refusedWebSocket(String url, HttpHeaders headers) {
        try (Socket socket = connect()) {
            return upgrade(socket, url, headers);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private WireResponse upgrade(Socket socket, String url, HttpHeaders headers) throws IOException {
        StringBuilder head = new StringBuilder("GET ")
                .append(url)
                .append(" HTTP/1.1\r\nHost: localhost:")
                .append(port)
                .append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        socket.setSoTimeout(LIMIT_SECONDS * 1000);
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        WireResponse answer = read(socket.getInputStream(), false);
        socket.setSoTimeout(0);
        return answer;
    }
}
