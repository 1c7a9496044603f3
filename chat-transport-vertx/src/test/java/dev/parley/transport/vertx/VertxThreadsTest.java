package dev.parley.transport.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server with one event loop, and clients that make it wait. */
@Tag("any-jdk")
final class VertxThreadsTest {

    private static final int CLIENTS = 200;

    private static VertxFixture one(StubHandler handler) {
        return VertxFixture.start(
                handler,
                builder -> builder.eventLoops(1)
                        .requestHandler(request -> request.response().end("hello")));
    }

    @Test
    void webSockets_stalledByTheirClients_holdNoEventLoop() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, true);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
        Frame large = Frame.binary(ByteBuffer.allocate(40_000_000));
        try (VertxFixture fixture = one(handler)) {
            List<CompletableFuture<Void>> sends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                WireSocket socket = fixture.client().webSocket("/engine/");
                StubPeer peer = StubPeer.take(peers);
                socket.pause();
                // Stalled both ways: the client takes nothing, and its own messages are not handled.
                socket.send("one");
                socket.send("two");
                // The client stops reading behind the message that it is waiting for.
                peer.send(Frame.text("last")).join();
                sends.add(peer.send(large));
            }

            assertThat(fixture.client().get("/hello").await().text()).isEqualTo("hello");
            assertThat(sends).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void polls_held_holdNoEventLoop() {
        StubHandler handler = new StubHandler().http(exchange -> {});
        try (VertxFixture fixture = one(handler)) {
            for (int i = 0; i < CLIENTS; i++) {
                fixture.client().get("/engine/");
            }

            assertThat(fixture.client().get("/hello").await().text()).isEqualTo("hello");
        }
    }

    @Test
    void answers_beforeTheEndOfABody_holdNoEventLoop() {
        BlockingQueue<Boolean> answered = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler().http(exchange -> {
            exchange.respond(401, HttpHeaders.none(), List.of(), Completion.NONE);
            answered.add(true);
        });
        try (VertxFixture fixture = one(handler)) {
            for (int i = 0; i < CLIENTS; i++) {
                fixture.client()
                        .send(WireRequest.post("/engine/", "x".repeat(1_000)).withoutItsEnd());
            }
            for (int i = 0; i < CLIENTS; i++) {
                StubPeer.take(answered);
            }

            assertThat(fixture.client().get("/hello").await().text()).isEqualTo("hello");
        }
    }
}
