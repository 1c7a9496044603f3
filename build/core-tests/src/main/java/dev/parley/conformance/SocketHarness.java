package dev.parley.conformance;

import dev.parley.socketio.HandlerFailure;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.transport.HttpHeaders;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Socket.IO server under test behind some binding, with a clock that the test moves. It is closed, and searched for what is
 * left, after the test.
 */
public final class SocketHarness implements AutoCloseable {

    public static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    public static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration STUCK = Duration.ofMillis(500);

    private final ManualScheduler clock = new ManualScheduler();
    private final Queue<HandlerFailure> failures = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final SocketServer server;
    private final TransportFixture fixture;

    private SocketHarness(WireFixture wire, Consumer<SocketServerBuilder> configuration) {
        SocketServerBuilder options =
                SocketServer.builder().engine(engine -> engine.scheduler(clock)).errorHook(failures::add);
        configuration.accept(options);
        server = options.build();
        WatchedHandler watched = new WatchedHandler(server);
        fixture = wire.start(watched);
        LeakCheck.closing(this);
        LeakCheck.watch("clients", server::clientCount);
        LeakCheck.watch("bytes held", () -> (int) server.memory().used());
        LeakCheck.watch("timers", clock::pending);
        LeakCheck.watch("held requests", watched::held);
        LeakCheck.watch(
                "rooms",
                () -> server.namespaces().stream()
                        .mapToInt(namespace -> namespace.rooms().size())
                        .sum());
    }

    /** Starts a server with the default options. */
    public static SocketHarness start(WireFixture wire) {
        return start(wire, options -> {});
    }

    /** Starts a server. */
    public static SocketHarness start(WireFixture wire, Consumer<SocketServerBuilder> configuration) {
        return new SocketHarness(wire, configuration);
    }

    public SocketServer server() {
        return server;
    }

    public WireClient client() {
        return fixture.client();
    }

    /** What the error hook received. */
    public Queue<HandlerFailure> failures() {
        return failures;
    }

    /** Moves the clock. */
    public void pass(Duration duration) {
        clock.advance(duration);
    }

    /** A WebSocket whose open packet was read, without any namespace. */
    public SocketPeer open() {
        return open(WEBSOCKET);
    }

    public SocketPeer open(String url) {
        SocketPeer peer = new SocketPeer(client().webSocket(url, HttpHeaders.none()));
        peer.awaitText();
        return peer;
    }

    /** A client of the main namespace. */
    public SocketPeer connect() {
        SocketPeer peer = open();
        peer.join("");
        return peer;
    }

    /** A client of another namespace. */
    public SocketPeer connect(String namespace) {
        SocketPeer peer = open();
        peer.join(namespace);
        return peer;
    }

    /** A client of the main namespace, and its server side with all connection listeners run. */
    public Pair pair() {
        return pair("");
    }

    public Pair pair(String namespace) {
        SocketPeer peer = open();
        peer.join(namespace);
        return new Pair(peer, socket(namespace, peer.sid()));
    }

    /** The server side of a client, when its connection listeners have run. */
    public Socket socket(String namespace, String sid) {
        eventually(() -> server.of(namespace).socket(sid) != null);
        Socket socket = server.of(namespace).socket(sid);
        if (socket == null) {
            throw new AssertionError("socket left");
        }
        eventually(() -> socket.rooms().contains(sid));
        settle(socket);
        return socket;
    }

    /** Waits until everything that is in a socket's mailbox now has run. */
    public static void settle(Socket socket) {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        socket.executor().execute(() -> ran.complete(null));
        ran.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /**
     * Lets the client stop reading, and sends "fill" events until the network takes no more. From then on the socket is not
     * writable, until the client reads again.
     *
     * @return how many were sent
     */
    public static int stuff(Pair pair) {
        pair.peer.socket().pause();
        String content = "x".repeat(500_000);
        for (int sent = 1; sent <= 200; sent++) {
            CompletableFuture<Void> flushed =
                    pair.socket.emit("fill", content).flushed().toCompletableFuture();
            try {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .atMost(STUCK)
                        .until(flushed::isDone);
            } catch (ConditionTimeoutException stuck) {
                return sent;
            }
        }
        throw new AssertionError("200 large messages were taken by a client that does not read");
    }

    /** Both sides of one connection. */
    public record Pair(SocketPeer peer, Socket socket) {}

    /** Notes every socket that connects to the main namespace; {@link #awaitSocket} gives them in order. */
    public SocketHarness noting() {
        server.onConnection(sockets::add);
        return this;
    }

    public Socket awaitSocket() {
        return EnginePeer.take(sockets);
    }

    /** Waits until something is so. */
    public static void eventually(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(condition);
    }

    @Override
    public void close() {
        fixture.close();
    }
}
