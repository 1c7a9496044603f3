package dev.parley.testkit.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One server of the cluster under test, with a clock of its own that stands still and clients in memory. It is closed after the test,
 * which fails if a client, a timer or a room is left: the test class is extended with {@link LeakCheck}.
 */
public final class ClusterServer implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private final AdapterContract.Node node;
    private final ManualScheduler clock = new ManualScheduler();
    private final SocketServer io;
    private final LocalTransport transport;

    private ClusterServer(AdapterContract.Node node, Consumer<SocketServerBuilder> options) {
        this.node = node;
        SocketServerBuilder builder =
                SocketServer.builder().engine(engine -> engine.scheduler(clock)).adapter(node.adapter());
        options.accept(builder);
        this.io = builder.build();
        this.transport = LocalTransport.of(io);
    }

    static ClusterServer start(AdapterContract.Node node) {
        return start(node, options -> {});
    }

    /**
     * Starts a server, which is closed after the test.
     *
     * @param node its part in the cluster
     * @param options further options
     * @return the server
     */
    public static ClusterServer start(AdapterContract.Node node, Consumer<SocketServerBuilder> options) {
        ClusterServer server = LeakCheck.closing(new ClusterServer(node, options));
        LeakCheck.watch("clients", server.io::clientCount);
        LeakCheck.watch("bytes held", () -> (int) server.io.memory().used());
        LeakCheck.watch("timers", server.clock::pending);
        LeakCheck.watch(
                "rooms",
                () -> server.io.namespaces().stream()
                        .mapToInt(namespace -> namespace.rooms().size())
                        .sum());
        return server;
    }

    /**
     * The server's part in the cluster.
     *
     * @return the part that {@link AdapterContract#node} gave
     */
    public AdapterContract.Node node() {
        return node;
    }

    /**
     * The server.
     *
     * @return the server
     */
    public SocketServer io() {
        return io;
    }

    /**
     * Connects a client to the main namespace, and waits until the server's connection listeners have run.
     *
     * @return the client
     */
    public ClusterClient client() {
        return client("/");
    }

    /**
     * Connects a client, and waits until the server's connection listeners have run.
     *
     * @param namespace begins with {@code /}
     * @return the client
     */
    public ClusterClient client(String namespace) {
        ClusterClient client = new ClusterClient(transport, namespace);
        client.seat(socket(namespace, client.join()));
        return client;
    }

    /**
     * Connects a client that returns with the private id of another one, and waits until the server's connection listeners have run.
     *
     * @param namespace begins with {@code /}
     * @param pid the private id of the client that lost its connection
     * @param offset the last event that it has; null for none
     * @return the client, which has {@linkplain ClusterClient#missed what it missed}
     */
    public ClusterClient returning(String namespace, String pid, @Nullable String offset) {
        ClusterClient client = new ClusterClient(transport, namespace);
        client.seat(socket(namespace, client.join(pid, offset)));
        return client;
    }

    /** Connects a client that asks to return, and reads nothing of what comes. */
    ClusterClient asks(String namespace, ClusterClient lost) {
        ClusterClient client = new ClusterClient(transport, namespace);
        client.ask(lost.pid(), lost.offset());
        return client;
    }

    private Socket socket(String namespace, String sid) {
        eventually(() -> io.of(namespace).socket(sid) != null);
        Socket socket = Objects.requireNonNull(io.of(namespace).socket(sid), "the socket left");
        eventually(() -> socket.rooms().contains(sid));
        CompletableFuture<Void> ran = new CompletableFuture<>();
        socket.executor().execute(() -> ran.complete(null));
        ran.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        return socket;
    }

    static void eventually(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(condition);
    }

    /**
     * Moves the clock of this server.
     *
     * @param duration how far
     */
    public void pass(Duration duration) {
        clock.advance(duration);
    }

    /**
     * Waits until this server takes part in a namespace, which it makes if there is none.
     *
     * @param namespace begins with {@code /}
     */
    public void join(String namespace) {
        io.of(namespace)
                .adapter()
                .ready()
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    int servers() throws Exception {
        return io.of("/").adapter().serverCount().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    CompletionStage<ClusterReply<List<RemoteSocket>>> fetch() {
        return io.fetchSockets(AdapterContract.SECOND);
    }

    Adapter.Link link() {
        return Objects.requireNonNull(io.health().get("/"), "the main namespace")
                .link();
    }

    @Override
    public void close() {
        io.shutdown()
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        transport.close();
    }
}
