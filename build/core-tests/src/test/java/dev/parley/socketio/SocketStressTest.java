package dev.parley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Race;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.testkit.ManualScheduler;
import dev.parley.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Races of the Socket.IO layer. The seed is printed; {@code -Dparley.stress.seed=N} repeats it as far as threads allow, and
 * {@code -Dparley.stress.rounds=N} makes it longer.
 */
final class SocketStressTest {

    private static final int ROUNDS = Integer.getInteger("parley.stress.rounds", 300);
    private static final long SEED = Long.getLong("parley.stress.seed", new Random().nextLong());
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SEEDED = "seed " + SEED;

    private final Random random = new Random(SEED);
    private final ManualScheduler clock = new ManualScheduler();
    private final SocketServer io =
            SocketServer.builder().engine(engine -> engine.scheduler(clock)).build();
    private final LocalTransport transport = LocalTransport.of(io);

    private LocalWebSocket connect() {
        LocalWebSocket client = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        assertThat(next(client).text()).startsWith("0");
        client.send("40");
        assertThat(next(client).text()).startsWith("40");
        return client;
    }

    private Socket socket() {
        eventually(() -> io.of("/").sockets().size() == 1);
        return io.of("/").sockets().iterator().next();
    }

    private static Frame next(LocalWebSocket client) {
        return Objects.requireNonNull(client.next(LIMIT), "no frame, " + SEEDED);
    }

    private static void eventually(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(SEEDED)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LIMIT)
                .until(condition);
    }

    /** Runs the actions at the same time and waits for them. */
    private void race(Runnable... actions) throws InterruptedException {
        Race.run(random, SEEDED, actions);
    }

    private void assertNothingLeft() {
        eventually(() -> io.clientCount() == 0
                && io.of("/").sockets().isEmpty()
                && io.of("/").rooms().isEmpty());
        transport.close();
        io.close();
        eventually(() -> clock.pending() == 0);
    }

    @Test
    void join_againstDisconnect_leavesNoRoomAndNoTimer() throws InterruptedException {
        System.out.println("SocketStressTest " + SEEDED);
        for (int i = 0; i < ROUNDS; i++) {
            LocalWebSocket client = connect();
            Socket socket = socket();
            boolean byServer = i % 3 == 0;
            boolean byNamespace = i % 3 == 1;
            race(
                    () -> {
                        for (int j = 0; j < 20; j++) {
                            socket.join("room " + j, "all");
                            socket.leave("room " + (j - 1));
                        }
                    },
                    () -> io.socketsJoin("selected"),
                    () -> socket.timeout(Duration.ofHours(1)).emitWithAck("question"),
                    () -> {
                        if (byServer) {
                            socket.disconnect(true);
                        } else if (byNamespace) {
                            client.send("41");
                        } else {
                            client.abort();
                        }
                    });
            client.abort();
            eventually(() -> io.of("/").sockets().isEmpty());
            eventually(() -> io.of("/").rooms().isEmpty());
            socket.join("late");
            assertThat(io.of("/").rooms()).as(SEEDED).isEmpty();
        }
        assertNothingLeft();
    }

    /** What a client got of a stream of numbers, and the last one begun when it learned that it is connected. */
    private final class Newcomer {
        private final List<String> got = Collections.synchronizedList(new ArrayList<>());
        private final LocalWebSocket client;
        private volatile int before = -1;

        Newcomer(AtomicInteger begun) {
            client = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
            assertThat(next(client).text()).startsWith("0");
            client.onMessage(frame -> {
                got.add(frame.text());
                if (frame.text().startsWith("40")) {
                    before = begun.get();
                }
            });
            client.send("40");
        }

        boolean has(int last) {
            return got.get(got.size() - 1).equals("42[\"n\"," + last + "]");
        }

        void check(int last) {
            assertThat(got.get(0)).as(SEEDED).startsWith("40");
            int first = Integer.parseInt(got.get(1).replaceAll("\\D", "").substring(2));
            assertThat(first).as(SEEDED).isLessThanOrEqualTo(before + 1);
            assertThat(got.subList(1, got.size()))
                    .as(SEEDED)
                    .containsExactlyElementsOf(IntStream.rangeClosed(first, last)
                            .mapToObj(n -> "42[\"n\"," + n + "]")
                            .toList());
        }
    }

    @Test
    void connect_underBroadcasts_getsEverythingFromConnectOnAndNothingBefore() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        List<Newcomer> newcomers = new ArrayList<>();
        race(
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        newcomers.add(new Newcomer(begun));
                    }
                },
                () -> {
                    for (int n = 1; n <= ROUNDS * 10; n++) {
                        begun.set(n);
                        io.emit("n", n);
                    }
                });
        newcomers.forEach(newcomer -> eventually(() -> newcomer.before >= 0));
        int last = ROUNDS * 10 + 1;
        io.emit("n", last);
        for (Newcomer newcomer : newcomers) {
            eventually(() -> newcomer.has(last));
            newcomer.check(last);
            newcomer.client.abort();
        }
        assertNothingLeft();
    }

    @Test
    void events_ofOneSocket_areHandledInArrivalOrder() {
        List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
        io.onConnection(socket -> socket.on("n", Integer.class, number -> {
            if (number % 7 == 0) {
                Thread.onSpinWait();
            }
            handled.add(number);
        }));
        LocalWebSocket client = connect();
        int total = ROUNDS * 10;

        for (int i = 0; i < total; i++) {
            client.send("42[\"n\"," + i + "]");
        }

        eventually(() -> handled.size() == total);
        for (int i = 0; i < total; i++) {
            assertThat(handled.get(i)).isEqualTo(i);
        }
        client.abort();
        assertNothingLeft();
    }

    @Test
    void emits_ofManyThreads_keepTheOrderOfEachAndNeverInterleaveInAPacket() throws InterruptedException {
        LocalWebSocket client = connect();
        Socket socket = socket();
        int each = ROUNDS;
        Runnable[] emitters = new Runnable[4];
        for (int t = 0; t < emitters.length; t++) {
            int thread = t;
            emitters[t] = () -> {
                for (int i = 0; i < each; i++) {
                    byte[] first = {(byte) thread, (byte) i};
                    byte[] second = {(byte) thread, (byte) i, 2};
                    if (thread % 2 == 0) {
                        socket.emit("e", thread, i, first, second);
                    } else {
                        io.emit("e", thread, i, first, second);
                    }
                }
            };
        }

        race(emitters);

        int[] expected = new int[emitters.length];
        for (int i = 0; i < each * emitters.length; i++) {
            String[] head = next(client).text().split(",", -1);
            assertThat(head[0]).as(SEEDED).isEqualTo("452-[\"e\"");
            int thread = Integer.parseInt(head[1]);
            int number = Integer.parseInt(head[2]);
            assertThat(number).as("order, " + SEEDED).isEqualTo(expected[thread]++);
            assertThat(next(client).payload())
                    .as(SEEDED)
                    .isEqualTo(java.nio.ByteBuffer.wrap(new byte[] {(byte) thread, (byte) number}));
            assertThat(next(client).payload())
                    .as(SEEDED)
                    .isEqualTo(java.nio.ByteBuffer.wrap(new byte[] {(byte) thread, (byte) number, 2}));
        }
        client.abort();
        assertNothingLeft();
    }
}
