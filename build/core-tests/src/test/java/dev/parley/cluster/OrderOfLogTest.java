package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Event;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessBus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for the log in {@link Order#LOG}, and what does not. Nothing is read back before a test says so. */
final class OrderOfLogTest {

    private final Log log = new Log();
    private final SocketServer io = SocketServer.builder()
            .engine(options -> options.scheduler(new ManualScheduler()))
            .handlerExecutor(Runnable::run)
            .adapter(Clustering.over(log).order(Order.LOG))
            .build();
    private final LocalTransport transport = LocalTransport.of(io);

    @AfterEach
    void close() {
        io.shutdown().toCompletableFuture().join();
        transport.close();
    }

    private Socket socket(LocalClient client) {
        return Objects.requireNonNull(io.of("/").socket(client.id()));
    }

    private static List<String> names(LocalClient client) {
        return client.unread().stream().map(Event::name).toList();
    }

    @Test
    void broadcast_waitsForTheLog_whatDoesNotLeaveTheServerOvertakesIt() {
        LocalClient client = LocalClient.connect(transport);

        io.emit("all");
        io.local().emit("local");
        socket(client).emit("single");
        CompletionStage<?> asked = io.timeout(Duration.ofSeconds(1)).emitWithAck("asked");

        assertThat(names(client)).containsExactly("local", "single", "asked");
        log.readBack();
        assertThat(names(client)).containsExactly("local", "single", "asked", "all");
        assertThat(asked.toCompletableFuture()).isNotDone();
    }

    @Test
    void broadcast_volatile_waitsForTheLogToo() {
        LocalClient client = LocalClient.connect(transport);

        io.asVolatile().emit("volatile");

        assertThat(log.waiting).hasSize(1);
        assertThat(names(client)).isEmpty();
    }

    @Test
    void broadcast_result_countsAtTheCallAndIsFlushedWhenItWasSent() {
        LocalClient client = LocalClient.connect(transport);
        LocalClient other = LocalClient.connect(transport);
        socket(client).join("r", "s");
        socket(other).join("r");

        EmitResult result = io.to("r").emit("x");
        CompletableFuture<Void> flushed = result.flushed().toCompletableFuture();

        assertThat(result.recipients()).isEqualTo(2);
        assertThat(io.to("nobody").emit("x").recipients()).isZero();
        assertThat(io.except(client.id()).emit("x").recipients()).isEqualTo(1);
        assertThat(io.to(client.id()).emit("x").recipients()).isEqualTo(1);
        assertThat(result.status()).isEqualTo(EmitResult.Status.QUEUED);
        assertThat(flushed).isNotDone();
        log.readBack();
        assertThat(flushed).isCompleted();
        assertThat(result.status()).isEqualTo(EmitResult.Status.QUEUED);
    }

    @Test
    void broadcast_socketsJoinAndLeaveUntilItIsReadBack_isForThoseWhoWereMeant() {
        LocalClient before = LocalClient.connect(transport);
        LocalClient behind = LocalClient.connect(transport);
        LocalClient left = LocalClient.connect(transport);
        socket(before).join("r");
        socket(left).join("r");

        io.to("r").emit("x");
        socket(behind).join("r");
        socket(left).leave("r");
        log.readBack();

        assertThat(names(before)).containsExactly("x");
        assertThat(names(behind)).isEmpty();
        assertThat(names(left)).containsExactly("x");
    }

    @Test
    void changes_moreThanAreRemembered_countAsWhenItIsReadBack() {
        LocalClient client = LocalClient.connect(transport);
        Socket socket = socket(client);
        String[] rooms = IntStream.rangeClosed(0, EarlierRooms.MAX_CHANGES)
                .mapToObj(i -> "r" + i)
                .toArray(String[]::new);
        socket.join(rooms);
        io.to(rooms[EarlierRooms.MAX_CHANGES - 1]).emit("remembered");
        io.to(rooms[EarlierRooms.MAX_CHANGES]).emit("forgotten");

        for (String room : rooms) {
            socket.leave(room);
        }
        log.readBack();

        assertThat(names(client)).containsExactly("remembered");
        // What was remembered is not any more.
        socket.join("r");
        io.to("r").emit("again");
        socket.leave("r");
        log.readBack();
        assertThat(names(client)).endsWith("again");
    }

    @Test
    void commandsToSockets_keepTheOrderOfTheCallsWithBroadcasts() {
        LocalClient client = LocalClient.connect(transport);

        CompletableFuture<Void> joined = io.socketsJoin("r").toCompletableFuture();
        io.to("r").emit("joined");
        io.socketsLeave("r");
        io.to("r").emit("left");
        io.emit("bye");
        io.disconnectSockets(false);

        assertThat(joined).isNotDone();
        assertThat(socket(client).rooms()).doesNotContain("r");
        log.readBack();
        assertThat(joined).isCompleted();
        assertThat(names(client)).containsExactly("joined", "bye");
        assertThat(client.connected()).isFalse();
    }

    @Test
    void commandsToSockets_local_areDoneAtOnce() {
        LocalClient client = LocalClient.connect(transport);

        io.local().socketsJoin("r");

        assertThat(socket(client).rooms()).contains("r");
        assertThat(log.waiting).isEmpty();
    }

    @Test
    void broadcast_argumentsChangedBehindTheCall_areThoseOfTheCall() {
        LocalClient client = LocalClient.connect(transport);
        List<String> list = new ArrayList<>(List.of("before"));

        io.emit("x", list);
        list.set(0, "behind");
        log.readBack();

        Event event = client.next("x");
        assertThat(event.values()).containsExactly(List.of("before"));
    }

    @Test
    void order_default_isThatOfTheLogIfConnectionsAreRecovered() {
        assertThat(received(Clustering.over(log), null)).isEqualTo(1);
        assertThat(received(Clustering.over(log), Duration.ofMinutes(1))).isZero();
        assertThat(received(Clustering.over(log).order(Order.LOCAL_FIRST), Duration.ofMinutes(1)))
                .isEqualTo(1);
        assertThat(received(Clustering.over(new InProcessBus().member()), Duration.ofMinutes(1)))
                .isEqualTo(1);
    }

    /** How many events a client has before anything was read back. */
    private static int received(Clustering adapter, @Nullable Duration recovery) {
        var builder = SocketServer.builder()
                .engine(options -> options.scheduler(new ManualScheduler()))
                .handlerExecutor(Runnable::run)
                .adapter(adapter);
        SocketServer server = (recovery == null ? builder : builder.recovery(recovery, true)).build();
        LocalTransport wire = LocalTransport.of(server);
        LocalClient client = LocalClient.connect(wire);
        server.emit("x");
        int count = client.unread().size();
        server.shutdown().toCompletableFuture().join();
        wire.close();
        return count;
    }

    @Test
    void order_ofALogThatIsNone_isRefused() {
        Clustering clustering = Clustering.over(new InProcessBus().member());
        assertThatThrownBy(() -> clustering.order(Order.LOG)).isInstanceOf(IllegalArgumentException.class);
    }

    /** One server, whose messages come back when a test says so. */
    private static final class Log implements ClusterBus {

        private final Queue<Consumer<@Nullable String>> waiting = new ArrayDeque<>();

        void readBack() {
            int number = 0;
            for (Consumer<@Nullable String> here = waiting.poll(); here != null; here = waiting.poll()) {
                here.accept("1-" + number++);
            }
        }

        @Override
        public boolean isLog() {
            return true;
        }

        @Override
        public Lane open(String namespace, String server) {
            return new Lane() {
                @Override
                public CompletionStage<Void> start(Consumer<ClusterMessage> receiver) {
                    return CompletableFuture.completedStage(null);
                }

                @Override
                public CompletionStage<Void> publish(ClusterMessage message) {
                    return CompletableFuture.completedStage(null);
                }

                @Override
                public CompletionStage<Void> publish(ClusterMessage message, Consumer<@Nullable String> here) {
                    waiting.add(here);
                    return CompletableFuture.completedStage(null);
                }

                @Override
                public void answer(String asker, ClusterMessage message) {
                    throw new AssertionError("nobody asks");
                }

                @Override
                public CompletionStage<Integer> servers() {
                    return CompletableFuture.completedStage(1);
                }

                @Override
                public Adapter.Health health() {
                    return new Adapter.Health(Adapter.Link.CONNECTED, null, "");
                }

                @Override
                public void close() {
                    // Nothing to end.
                }
            };
        }

        @Override
        public void close() {
            // Nothing to end.
        }
    }
}
