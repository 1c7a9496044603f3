package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.SocketKey;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.HttpHeaders;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Clients that come and go without a word, in every way there is. {@code -Dparley.churn.connects=N} makes it longer.
 */
public interface ChurnConformance extends WireFixture {

    int WARM_UP = 500;
    int WAYS = 8;
    SocketKey<byte[]> BALLAST = SocketKey.of("ballast", byte[].class);
    long MAX_BYTES_LEFT = 3_000_000;

    /** How many clients come and go, by default. */
    int connects();

    @Test
    default void connects_abruptInAllWays_leaveHeapAndThreadsWhereTheyWere() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of("/slow").use((socket, next) -> {
            // never answers: the client leaves while it waits
        });
        io.server().onConnection(socket -> {
            socket.join("room", "own " + socket.id());
            socket.timeout(Duration.ofHours(1)).emitWithAck("never answered");
            socket.set(BALLAST, new byte[1_000]);
        });
        for (int i = 0; i < WARM_UP; i++) {
            comeAndGo(io, i % WAYS);
        }
        assertEmpty(io);
        long heap = usedHeap();
        long threads = threads();

        int connects = Integer.getInteger("parley.churn.connects", connects());
        for (int i = 0; i < connects; i++) {
            comeAndGo(io, i % WAYS);
        }

        assertEmpty(io);
        Awaitility.await("threads").atMost(Duration.ofSeconds(20)).until(() -> threads() <= threads + 2);
        Awaitility.await("heap").atMost(Duration.ofSeconds(20)).until(() -> usedHeap() - heap < MAX_BYTES_LEFT);
    }

    private static void comeAndGo(SocketHarness io, int way) {
        switch (way) {
            case 0 -> io.connect().socket().abort();
            case 1 -> io.open().socket().abort();
            case 2 -> {
                SocketPeer peer = io.connect();
                peer.send("452-[\"half\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
                peer.send(new byte[] {1});
                peer.socket().abort();
            }
            case 3 -> {
                SocketPeer peer = io.connect();
                peer.socket().pause();
                io.server().to("room").emit("never read", "x".repeat(1_000));
                peer.socket().abort();
                peer.socket().resume();
            }
            case 4 -> io.open().send("40/slow,").socket().abort();
            case 5 -> poll(io, openPolling(io)).abort();
            case 6 -> {
                String sid = openPolling(io);
                WireSocket half = io.client().webSocket(SocketHarness.WEBSOCKET + "&sid=" + sid, HttpHeaders.none());
                half.send("2probe");
                half.abort();
                poll(io, sid).abort();
            }
            default -> {
                WireSocket socket = io.client().webSocket(SocketHarness.WEBSOCKET, HttpHeaders.none());
                socket.send("40");
                socket.abort();
            }
        }
    }

    private static String openPolling(SocketHarness io) {
        String sid = EngineHarness.sidOf(io.client().get(SocketHarness.POLLING).await());
        String url = SocketHarness.POLLING + "&sid=" + sid;
        assertThat(io.client().post(url, "40").await().text()).isEqualTo("ok");
        return sid;
    }

    private static WireCall poll(SocketHarness io, String sid) {
        return io.client().get(SocketHarness.POLLING + "&sid=" + sid);
    }

    /** A poll that was answered before it was aborted leaves a silent session, which the heartbeat ends. */
    private static void assertEmpty(SocketHarness io) {
        Awaitility.await("clients, sockets, rooms")
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    io.pass(Duration.ofSeconds(5));
                    return io.server().clientCount() == 0
                            && io.server().namespaces().stream()
                                    .allMatch(namespace -> namespace.rooms().isEmpty()
                                            && namespace.sockets().isEmpty());
                });
        assertThat(io.server().of("/").sockets()).extracting(Socket::id).isEmpty();
    }

    /** Threads but those of the bounded pools, and of Awaitility, which comes and goes. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("parley-") && !name.startsWith("awaitility"))
                .count();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
