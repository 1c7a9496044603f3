package dev.parley.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportHandler;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every binding must do when a WebSocket is aborted: at whatever moment, its connection ends. */
public interface AbortContract {

    /**
     * A binding that serves the handler, with a client that talks to it.
     *
     * @param handler what the binding serves
     * @return the running binding, closed by the test
     */
    TransportFixture start(TransportHandler handler);

    /** Acts when a message comes, in the call that brings it. */
    private static FrameListener onMessage(StubPeer peer, Runnable action) {
        return new FrameListener() {
            @Override
            public void onFrame(Frame frame, Completion handled) {
                action.run();
                peer.onFrame(frame, handled);
            }

            @Override
            public void onClosed(int code, String reason, @Nullable Throwable cause) {
                peer.onClosed(code, reason, cause);
            }
        };
    }

    private static StubHandler opening(BlockingQueue<StubPeer> peers, boolean withhold, Consumer<StubPeer> opener) {
        return new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, withhold);
                            opener.accept(peer);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
    }

    private static StubHandler aborting(BlockingQueue<StubPeer> peers, Consumer<StubPeer> abort) {
        return new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, false);
                            peers.add(peer);
                            return onMessage(peer, () -> abort.accept(peer));
                        },
                        () -> {}));
    }

    /** Aborts on a thread of its own, and waits until the call has returned. */
    private static void abortElsewhere(StubPeer peer) {
        Thread thread = new Thread(peer.connection::abort, "aborting");
        thread.start();
        try {
            thread.join(Duration.ofSeconds(20).toMillis());
            assertThat(thread.isAlive()).isFalse();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertAborted(WireSocket socket, StubPeer peer) {
        assertThat(socket.awaitClose()).isEqualTo(1006);
        assertThat(peer.awaitClosed().code()).isEqualTo(1006);
        assertThat(peer.closings).hasValue(1);
    }

    @Test
    default void abort_insideOpener_dropsTheConnection() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(opening(peers, false, peer -> peer.connection.abort()))) {
            WireSocket socket = fixture.client().webSocket("/engine/");

            assertAborted(socket, StubPeer.take(peers));
        }
    }

    @Test
    default void abort_besideOpener_dropsTheConnection() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(opening(peers, false, AbortContract::abortElsewhere))) {
            WireSocket socket = fixture.client().webSocket("/engine/");

            assertAborted(socket, StubPeer.take(peers));
        }
    }

    /** The server is still busy with what it does when a WebSocket begins, in one of its threads or another. */
    @Test
    default void abort_rightAfterOpening_dropsTheConnectionEachTime() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(opening(peers, false, peer -> {}))) {
            for (int i = 0; i < 100; i++) {
                WireSocket socket = fixture.client().webSocket("/engine/");
                StubPeer peer = StubPeer.take(peers);

                peer.connection.abort();

                assertAborted(socket, peer);
            }
        }
    }

    @Test
    default void abort_insideMessage_dropsTheConnection() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(aborting(peers, peer -> peer.connection.abort()))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            socket.send("now");

            assertAborted(socket, StubPeer.take(peers));
        }
    }

    /** It waits neither for the thread that brings the message nor for a lock of that thread. */
    @Test
    default void abort_besideMessage_dropsTheConnection() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(aborting(peers, AbortContract::abortElsewhere))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            socket.send("now");

            assertAborted(socket, StubPeer.take(peers));
        }
    }

    @Test
    default void abort_messageHeldAndAnotherWaiting_dropsTheConnection() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(opening(peers, true, peer -> {}))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            socket.send("one");
            socket.send("two");
            assertThat(peer.next().text()).isEqualTo("one");

            peer.connection.abort();

            assertAborted(socket, peer);
            StubPeer.take(peer.handled).succeed();
            assertThat(peer.frames).isEmpty();
        }
    }
}
