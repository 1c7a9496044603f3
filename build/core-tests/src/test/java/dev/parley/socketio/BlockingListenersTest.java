package dev.parley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What docs/socketio.md says of listeners that block. */
final class BlockingListenersTest {

    private static final int BLOCKERS = 64;

    /** An event of one socket while the listeners of 64 others block: answered before any of them goes on. */
    private static void handledWhileOthersBlock(SocketServer io) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocking = new CountDownLatch(BLOCKERS);
        io.onConnection(socket -> {
            socket.on("block", () -> {
                blocking.countDown();
                awaitUninterrupted(release);
            });
            socket.onRequest("ask", event -> release.getCount());
        });
        LocalTransport transport = LocalTransport.of(io);
        List<LocalClient> clients = new ArrayList<>();
        for (int i = 0; i <= BLOCKERS; i++) {
            clients.add(LocalClient.connect(transport));
        }
        clients.subList(0, BLOCKERS).forEach(client -> client.emit("block"));
        assertThat(blocking.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(clients.get(BLOCKERS).ask("ask").get(0, Long.class)).isEqualTo(1);

        release.countDown();
        io.shutdown().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void listeners_thatBlockOnAnExecutorWithEnoughThreads_keepNobodyWaiting() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(BLOCKERS + 8);
        try {
            handledWhileOthersBlock(
                    SocketServer.builder().handlerExecutor(threads).build());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void listeners_thatBlockOnThreadsOfTheServer_keepNobodyWaitingWhereThoseAreVirtual() throws Exception {
        boolean virtual = Runtime.version().feature() >= 21;
        ExecutorService threads = Executors.newFixedThreadPool(BLOCKERS + 8);
        try {
            handledWhileOthersBlock(SocketServer.builder()
                    .handlerExecutor(virtual ? null : threads)
                    .build());
        } finally {
            threads.shutdownNow();
        }
    }
}
