package dev.parley.testkit.transport;

import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalResponse;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The binding in memory, and the client that talks to it. */
public final class LocalFixture implements TransportFixture, WireClient {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TransportHandler handler;
    private final LocalTransport transport;
    private final Queue<LocalWebSocket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<LocalExchange> exchanges = new ConcurrentLinkedQueue<>();

    private LocalFixture(TransportHandler handler) {
        this.handler = handler;
        this.transport = LocalTransport.of(handler);
    }

    /**
     * Serves a handler in memory.
     *
     * @param handler the handler, shut down when the fixture is closed
     * @return the fixture
     */
    public static LocalFixture start(TransportHandler handler) {
        return new LocalFixture(handler);
    }

    @Override
    public WireClient client() {
        return this;
    }

    @Override
    public boolean overNetwork() {
        return false;
    }

    @Override
    public void close() {
        handler.shutdown()
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        transport.close();
        sockets.forEach(LocalWebSocket::abort);
        exchanges.forEach(LocalExchange::abort);
    }

    @Override
    public WireCall send(WireRequest request) {
        LocalExchange exchange = transport.request(
                request.method(),
                request.url(),
                request.headers(),
                request.unfinished()
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedStage(ByteBuffer.wrap(request.body())));
        exchanges.removeIf(LocalExchange::isAnswered);
        exchanges.add(exchange);
        return new WireCall() {
            @Override
            public WireResponse await() {
                return response(exchange.response()
                        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .join());
            }

            @Override
            public boolean isDone() {
                return exchange.response().isDone();
            }

            @Override
            public void abort() {
                exchange.abort();
            }
        };
    }

    private static WireResponse response(LocalResponse answer) {
        byte[] bytes = new byte[answer.body().remaining()];
        answer.body().duplicate().get(bytes);
        return new WireResponse(answer.status(), answer.headers(), bytes);
    }

    @Override
    public WireSocket webSocket(String url, HttpHeaders headers) {
        LocalWebSocket socket = transport.webSocket(url, headers);
        sockets.removeIf(other -> other.closeCode() != 0);
        sockets.add(socket);
        HttpHeaders answer =
                socket.opened().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        return new LocalSocket(socket, answer);
    }

    @Override
    public WireResponse refusedWebSocket(String url, HttpHeaders headers) {
        return response(transport
                .webSocket(url, headers)
                .refused()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join());
    }

    private record LocalSocket(LocalWebSocket socket, HttpHeaders headers) implements WireSocket {

        @Override
        public void send(String text) {
            socket.send(text);
        }

        @Override
        public void send(byte[] bytes) {
            socket.send(ByteBuffer.wrap(bytes));
        }

        @Override
        public Frame await() {
            Frame frame = socket.next(LIMIT);
            if (frame == null) {
                throw new AssertionError("no message within " + LIMIT + ", close code " + socket.closeCode());
            }
            return frame;
        }

        @Override
        public boolean hasMessage() {
            return socket.unread() > 0;
        }

        @Override
        public int awaitClose() {
            awaitUntilClosed();
            return socket.closeCode();
        }

        private void awaitUntilClosed() {
            Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(this::isClosed);
        }

        @Override
        public boolean isClosed() {
            return socket.closeCode() != 0;
        }

        @Override
        public void close(int code) {
            socket.close(code, "");
        }

        @Override
        public void abort() {
            socket.abort();
        }

        @Override
        public void pause() {
            socket.pause();
        }

        @Override
        public void resume() {
            socket.resume();
        }
    }
}
