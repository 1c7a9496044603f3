package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.server.EngineIoListener;
import dev.parley.engineio.server.EngineIoServer;
import dev.parley.engineio.server.EngineIoSession;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;
import dev.parley.transport.TransportName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The server of Engine.IO alone, as an application uses it. */
public interface EngineIoServerConformance extends WireFixture {

    /** A server whose listener records its calls. */
    final class Harness implements EngineIoListener, AutoCloseable {

        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        final ManualScheduler clock = new ManualScheduler();
        final EngineIoServer server;
        final TransportFixture fixture;
        private volatile Consumer<EngineIoSession> opened = session -> {};
        private volatile Consumer<Frame> received = message -> {};

        Harness(WireFixture wire, Consumer<EngineOptions.Builder> configuration) {
            EngineOptions.Builder options = EngineIoServer.options().scheduler(clock);
            configuration.accept(options);
            server = new EngineIoServer(options.build(), this);
            fixture = wire.start(server);
            LeakCheck.closing(this);
            LeakCheck.watch("sessions", () -> server.sessions().size());
            LeakCheck.watch("timers", clock::pending);
        }

        Harness opening(Consumer<EngineIoSession> action) {
            opened = action;
            return this;
        }

        Harness receiving(Consumer<Frame> action) {
            received = action;
            return this;
        }

        WireClient client() {
            return fixture.client();
        }

        WireSocket webSocket() {
            WireSocket socket = client().webSocket(EngineHarness.WEBSOCKET);
            EngineHarness.sidOf(socket.awaitText());
            return socket;
        }

        String next() {
            return EnginePeer.take(calls);
        }

        EngineIoSession only() {
            return server.sessions().iterator().next();
        }

        @Override
        public void onOpen(EngineIoSession session) {
            calls.add("open " + session.transport().wireName() + ' ' + session.isOpen());
            opened.accept(session);
        }

        @Override
        public void onMessage(EngineIoSession session, Frame message) {
            calls.add(message.isText() ? message.text() : "bytes " + message.size());
            received.accept(message);
        }

        @Override
        public void onClose(EngineIoSession session, String reason, String description) {
            calls.add("close " + reason + ' ' + session.isOpen());
        }

        @Override
        public void onConnectionError(ConnectionError error) {
            calls.add("refused " + error.code());
        }

        @Override
        public void close() {
            fixture.close();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    default void webSocket_messagesOfBothKinds_goBothWays() {
        Harness engine = new Harness(this, options -> {}).opening(session -> {
            session.send("text");
            session.send(bytes("bytes"));
        });

        WireSocket socket = engine.webSocket();

        assertThat(engine.next()).isEqualTo("open websocket true");
        assertThat(socket.awaitText()).isEqualTo("4text");
        assertThat(socket.await().payload()).isEqualTo(bytes("bytes"));
        socket.send("4hello");
        socket.send(new byte[] {1, 2, 3});
        assertThat(engine.next()).isEqualTo("hello");
        assertThat(engine.next()).isEqualTo("bytes 3");
        socket.close(1000);
        assertThat(engine.next()).isEqualTo("close transport close false");
        EngineHarness.eventually(() -> engine.server.sessions().isEmpty());
    }

    @Test
    default void polling_messages_goBothWaysAndAfterTheUpgradeToo() {
        Harness engine = new Harness(this, options -> {});
        String sid =
                EngineHarness.sidOf(engine.client().get(EngineHarness.POLLING).await());
        assertThat(engine.next()).isEqualTo("open polling true");
        EngineIoSession session = engine.server.session(sid);
        assertThat(session).isNotNull();
        assertThat(session.id()).isEqualTo(sid);
        engine.client().post(EngineHarness.polling(sid), "4one\u001e4two").await();
        assertThat(engine.next()).isEqualTo("one");
        assertThat(engine.next()).isEqualTo("two");
        session.send("answer");
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4answer");

        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        socket.send("5");
        EngineHarness.eventually(() -> session.transport() == TransportName.WEBSOCKET);
        session.send("over the WebSocket");

        assertThat(socket.awaitText()).isEqualTo("4over the WebSocket");
        socket.send("4three");
        assertThat(engine.next()).isEqualTo("three");
    }

    @Test
    default void messages_whileTheListenerIsBusy_waitTheirTurn() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Harness engine = new Harness(this, options -> {}).receiving(message -> {
            if (message.text().equals("first")) {
                awaitQuietly(go);
            }
        });
        WireSocket socket = engine.webSocket();
        assertThat(engine.next()).startsWith("open");
        socket.send("4first");
        socket.send("4second");
        socket.send("4third");
        assertThat(engine.next()).isEqualTo("first");
        assertThat(engine.calls).isEmpty();

        go.countDown();

        assertThat(engine.next()).isEqualTo("second");
        assertThat(engine.next()).isEqualTo("third");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    default void listener_throws_sessionGoesOn() {
        Harness engine = new Harness(this, options -> {})
                .opening(session -> {
                    throw new IllegalStateException("for the test");
                })
                .receiving(message -> {
                    throw new IllegalStateException("for the test");
                });
        WireSocket socket = engine.webSocket();
        socket.send("4one");
        socket.send("4two");

        assertThat(List.of(engine.next(), engine.next(), engine.next()))
                .containsExactly("open websocket true", "one", "two");
        assertThat(socket.isClosed()).isFalse();
    }

    @Test
    default void close_goesBehindWhatWasSent() {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        Harness engine = new Harness(this, options -> {}).opening(session -> {
            session.send("last");
            session.flushed().whenComplete((done, failure) -> complete(flushed, failure));
            session.close();
        });

        WireSocket socket = engine.webSocket();

        assertThat(socket.awaitText()).isEqualTo("4last");
        assertThat(socket.awaitClose()).isEqualTo(1005);
        assertThat(flushed).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(engine.next()).isEqualTo("open websocket true");
        assertThat(engine.next()).isEqualTo("close forced close false");
    }

    private static void complete(CompletableFuture<Void> future, Throwable failure) {
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }

    @Test
    default void abort_dropsWhatWaits() {
        Harness engine = new Harness(this, options -> {});
        String sid =
                EngineHarness.sidOf(engine.client().get(EngineHarness.POLLING).await());
        assertThat(engine.next()).startsWith("open");
        EngineIoSession session = engine.only();
        session.send("lost");
        EngineHarness.eventually(() -> session.queuedBytes() == 5);
        CompletableFuture<Void> flushed = session.flushed().toCompletableFuture();

        session.abort();

        assertThat(flushed).failsWithin(20, TimeUnit.SECONDS);
        assertThat(engine.next()).isEqualTo("close forced close false");
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().status())
                .isEqualTo(400);
        session.send("ignored");
        assertThat(session.flushed().toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    default void broadcast_reachesAllSessions() {
        Harness engine = new Harness(this, options -> options.fanOutShards(2));
        List<WireSocket> sockets = List.of(engine.webSocket(), engine.webSocket(), engine.webSocket());

        engine.server.broadcast("to all");
        engine.server.broadcast(bytes("and bytes"));

        for (WireSocket socket : sockets) {
            assertThat(socket.awaitText()).isEqualTo("4to all");
            assertThat(socket.await().payload()).isEqualTo(bytes("and bytes"));
        }
    }

    @Test
    default void refusedRequest_isReported() {
        Harness engine = new Harness(this, options -> {});

        engine.client().get("/engine.io/?EIO=4&transport=pigeon").await();

        assertThat(engine.next()).isEqualTo("refused 0");
    }

    @Test
    default void heartbeat_notAnswered_closesTheSession() {
        Harness engine = new Harness(this, options -> {});
        WireSocket socket = engine.webSocket();
        assertThat(engine.next()).startsWith("open");
        engine.clock.advance(EngineOptions.defaults().pingInterval());
        assertThat(socket.awaitText()).isEqualTo("2");

        engine.clock.advance(EngineOptions.defaults().pingTimeout());

        assertThat(engine.next()).isEqualTo("close ping timeout false");
    }

    @Test
    default void shutdown_closesAllSessions() {
        Harness engine = new Harness(this, options -> {});
        WireSocket socket = engine.webSocket();
        assertThat(engine.next()).startsWith("open");

        engine.server.close();

        assertThat(engine.next()).isEqualTo("close server shutting down false");
        assertThat(socket.awaitClose()).isEqualTo(1001);
        assertThat(engine.server.shutdown().toCompletableFuture()).isCompleted();
    }
}
