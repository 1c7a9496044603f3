package dev.parley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.event.DisconnectReason;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code close()} waits for the end, but never for itself: it must return long before the ten seconds that it may wait. */
@Timeout(60)
final class ServerCloseTest {

    /** Less than {@code close()} would wait. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private static boolean hasEnded(SocketServer io) {
        return io.shutdown().toCompletableFuture().isDone();
    }

    @Test
    void close_ofTryWithResources_waitsForTheDisconnectListeners() {
        CompletableFuture<DisconnectReason> reason = new CompletableFuture<>();
        SocketServer used;
        try (SocketServer io = SocketServer.create()) {
            used = io;
            CountDownLatch listening = new CountDownLatch(1);
            io.onConnection(socket -> {
                socket.onDisconnect(reason::complete);
                listening.countDown();
            });
            LocalClient.connect(LocalTransport.of(io));
            assertThat(listening).satisfies(latch -> latch.await(10, TimeUnit.SECONDS));
        }

        assertThat(reason).isCompletedWithValue(DisconnectReason.SERVER_SHUTTING_DOWN);
        assertThat(hasEnded(used)).isTrue();
    }

    @Test
    void close_inAListener_doesNotWaitForIt() {
        SocketServer io = SocketServer.create();
        CompletableFuture<Boolean> endedInside = new CompletableFuture<>();
        io.onConnection(socket -> socket.on("quit", () -> {
            io.close();
            endedInside.complete(hasEnded(io));
        }));
        LocalClient client = LocalClient.connect(LocalTransport.of(io));

        client.emit("quit");

        assertThat(endedInside).succeedsWithin(SOON).isEqualTo(false);
        assertThat(io.shutdown()).succeedsWithin(SOON);
    }

    @Test
    void close_inAListenerOnTheApplicationsOnlyThread_doesNotWaitForIt() {
        ExecutorService single = Executors.newSingleThreadExecutor();
        SocketServer io = SocketServer.builder().handlerExecutor(single).build();
        CompletableFuture<Boolean> endedInside = new CompletableFuture<>();
        io.onConnection(socket -> socket.on("quit", () -> {
            io.close();
            endedInside.complete(hasEnded(io));
        }));
        LocalClient client = LocalClient.connect(LocalTransport.of(io));

        client.emit("quit");

        assertThat(endedInside).succeedsWithin(SOON).isEqualTo(false);
        assertThat(io.shutdown()).succeedsWithin(SOON);
        single.shutdown();
    }

    @Test
    void close_inADisconnectListener_doesNotWaitForIt() {
        SocketServer io = SocketServer.create();
        CompletableFuture<Boolean> endedInside = new CompletableFuture<>();
        io.onConnection(socket -> socket.onDisconnect(reason -> {
            io.close();
            endedInside.complete(hasEnded(io));
        }));
        LocalClient client = LocalClient.connect(LocalTransport.of(io));

        client.disconnect();

        assertThat(endedInside).succeedsWithin(SOON).isEqualTo(false);
        assertThat(io.shutdown()).succeedsWithin(SOON);
    }

    @Test
    void close_clockThatStandsStill_doesNotWait() {
        ManualScheduler clock = new ManualScheduler();
        CountDownLatch blocked = new CountDownLatch(1);
        SocketServer io =
                SocketServer.builder().engine(engine -> engine.scheduler(clock)).build();
        io.onConnection(socket -> socket.onDisconnect(reason -> await(blocked)));
        LocalClient.connect(LocalTransport.of(io));

        CompletableFuture<Void> closing = CompletableFuture.runAsync(io::close);

        assertThat(closing).succeedsWithin(SOON);
        blocked.countDown();
        assertThat(io.shutdown()).succeedsWithin(SOON);
    }

    @Test
    void close_twiceAndConcurrently_everyCallEnds() {
        SocketServer io = SocketServer.create();
        LocalClient.connect(LocalTransport.of(io));

        List<CompletableFuture<Void>> calls = Stream.generate(
                        () -> CompletableFuture.runAsync(io::close, run -> new Thread(run).start()))
                .limit(8)
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(SOON));
        assertThat(hasEnded(io)).isTrue();
        io.close();
        assertThat(hasEnded(io)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
