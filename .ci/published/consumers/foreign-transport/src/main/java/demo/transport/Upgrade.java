package demo.transport;

import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** A request for a WebSocket, until the engine has said yes or no. Frames that come early wait in the input. */
final class Upgrade implements WebSocketUpgrade, Protocol {

    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(30);
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Connection connection;
    private final RequestHead head;
    private final int maxMessageBytes;
    private Runnable failed = () -> {};

    Upgrade(Connection connection, RequestHead head, int maxMessageBytes) {
        this.connection = connection;
        this.head = head;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public RequestInfo request() {
        return head.info();
    }

    @Override
    public void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failure) {
        connection.execute(() -> {
            if (connection.closed()) {
                failure.run();
                return;
            }
            failed = failure;
            String key = head.info().headers().first("Sec-WebSocket-Key");
            connection.write(List.of(ResponseHead.switching(headers, accept(key))), Completion.NONE);
            connection.become(new WebSocket(connection, maxMessageBytes, opener));
            connection.proceed();
        });
    }

    @Override
    public void refuse(int status, HttpHeaders headers, ByteBuffer body) {
        connection.execute(() -> {
            ByteBuffer response = ResponseHead.of(status, headers, body.remaining(), false);
            connection.write(List.of(response, body), Completion.NONE);
            connection.closeWhenFlushed(REFUSAL_LIMIT);
        });
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    @Override
    public void received(ByteBuffer input) {
        // not before the answer
    }

    @Override
    public boolean reading() {
        return true;
    }

    @Override
    public void ended(Throwable cause) {
        failed.run();
    }
}
