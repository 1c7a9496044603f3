package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Mutated requests and WebSocket frames at the open port. The seed is printed; {@code -Dparley.fuzz.seed=N} repeats a run,
 * {@code -Dparley.fuzz.connections=N} makes it longer.
 */
final class JettyFuzzTest {

    private static final int CONNECTIONS = Integer.getInteger("parley.fuzz.connections", 500);
    private static final long SEED = Long.getLong("parley.fuzz.seed", new Random().nextLong());
    private static final int CHECK_EVERY = 50;

    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final List<String> PACKETS = List.of(
            "40",
            "40/admin,{\"token\":\"x\"}",
            "42[\"echo\",\"hello\"]",
            "421[\"echo\",{\"a\":[1,2,null]}]",
            "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]",
            "431[1]",
            "41",
            "3",
            "5",
            "2probe");

    private final Random random = new Random(SEED);
    private final SocketServer io = SocketServer.builder()
            .engine(engine -> engine.pingInterval(Duration.ofMillis(300))
                    .pingTimeout(Duration.ofMillis(300))
                    .closeTimeout(Duration.ofMillis(300)))
            .connectTimeout(Duration.ofMillis(300))
            .build();
    private final JettyTransport transport =
            JettyTransport.builder().host("localhost").port(0).build().start(io);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void port_mutatedRequestsAndFrames_hurtNobodyElseAndLeaveNothing() throws Exception {
        System.out.println("JettyFuzzTest seed " + SEED);
        io.onConnection(socket -> socket.on("echo", String.class, (text, ack) -> ack.send(text)));
        String sid = openSession();
        for (int i = 0; i < CONNECTIONS; i++) {
            throwAtThePort(input(sid));
            if (i % CHECK_EVERY == 0) {
                sid = openSession();
            }
        }
        String last = openSession();
        assertThat(last).as("seed %s", SEED).isNotEmpty();

        Awaitility.await("every session ends, seed " + SEED)
                .atMost(Duration.ofSeconds(20))
                .until(() -> io.clientCount() == 0);
    }

    /** A client that behaves is served, whatever the others send. */
    private String openSession() throws IOException, InterruptedException {
        HttpResponse<String> opened = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + transport.port() + POLLING))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
        assertThat(opened.statusCode()).as("seed %s", SEED).isEqualTo(200);
        String body = opened.body();
        int from = body.indexOf("\"sid\":\"") + 7;
        return body.substring(from, body.indexOf('"', from));
    }

    private byte[] input(String sid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int requests = 1 + random.nextInt(3);
        for (int i = 0; i < requests; i++) {
            bytes.writeBytes(
                    switch (random.nextInt(4)) {
                        case 0 -> ascii("GET " + POLLING + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                        case 1 -> post(sid);
                        case 2 -> upgrade(random.nextBoolean() ? "" : "&sid=" + sid);
                        default -> ascii("GET " + POLLING + "&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    });
        }
        return mutated(bytes.toByteArray());
    }

    private byte[] post(String sid) {
        String body = packet() + "\u001e" + packet();
        return ascii("POST " + POLLING + "&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private byte[] upgrade(String sid) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("GET /socket.io/?EIO=4&transport=websocket" + sid + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        for (int i = random.nextInt(6); i >= 0; i--) {
            byte[] payload = ascii(packet());
            bytes.write(0x80 | (random.nextInt(6) == 0 ? random.nextInt(16) : RawClient.TEXT));
            bytes.write(0x80 | payload.length);
            // A mask of zeros leaves the payload as it is.
            bytes.writeBytes(new byte[4]);
            bytes.writeBytes(payload);
        }
        return bytes.toByteArray();
    }

    private String packet() {
        return PACKETS.get(random.nextInt(PACKETS.size()));
    }

    private byte[] mutated(byte[] input) {
        for (int i = random.nextInt(4); i > 0; i--) {
            input[random.nextInt(input.length)] = (byte) random.nextInt(256);
        }
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(input, random.nextInt(input.length));
            case 1 -> Arrays.copyOf(input, input.length + random.nextInt(2_000));
            default -> input;
        };
    }

    /** Sends and looks at the beginning of the answer, if one comes; then leaves without a word. */
    private void throwAtThePort(byte[] input) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), transport.port())) {
            socket.setSoTimeout(20);
            socket.getOutputStream().write(input);
            InputStream answer = socket.getInputStream();
            int first = answer.read();
            assertThat(first < 0 || first == 'H')
                    .as("an answer of HTTP, seed %s", SEED)
                    .isTrue();
        } catch (java.net.SocketException | java.net.SocketTimeoutException cutOffOrHeld) {
            // A poll is held, or the server has cut the connection off: both are right.
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
