package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Clustering;
import dev.parley.cluster.Order;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.Event;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;

/** The order in which clients get broadcasts, over a Redis as a process. */
@Tag("any-jdk")
final class ClusterOrderTest {

    private static final int EACH = 3_000;
    private static final int CLIENTS = 3;
    private static final Pattern EVENT = Pattern.compile("\\[\"m\",\"([^\"]*)\"]");

    private RedisServer redis;
    private RedisCluster cluster;
    private final List<Node> nodes = new ArrayList<>();

    /** A server with clients. */
    private record Node(SocketServer io, LocalTransport transport, RedisStreams bus, List<LocalClient> clients) {

        static Node start(RedisStreams bus) throws Exception {
            SocketServer io = SocketServer.builder()
                    .adapter(Clustering.over(bus).order(Order.LOG))
                    .build();
            LocalTransport transport = LocalTransport.of(io);
            List<LocalClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(LocalClient.connect(transport));
            }
            return new Node(io, transport, bus, clients);
        }

        void emit(String text) {
            io.emit("m", text);
        }

        void ready() throws Exception {
            io.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start("--appendonly", "no");
        cluster = new RedisCluster(redis, Dialect.V0_3);
    }

    @AfterEach
    void stop() {
        for (Node node : nodes) {
            node.io.shutdown().toCompletableFuture().join();
            node.transport.close();
        }
        cluster.close();
        redis.close();
    }

    private RedisStreamsOptions.Builder options() {
        return cluster.options().maxWait(Duration.ofMinutes(1));
    }

    private Node node(RedisStreamsOptions.Builder options) throws Exception {
        Node node = Node.start(cluster.bus(options.build()));
        nodes.add(node);
        return node;
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    private static List<String> take(LocalClient client, int count) {
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(client.next("m").get(0, String.class));
        }
        return texts;
    }

    private static List<String> texts(String sender, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> sender + i).toList();
    }

    /** What the stream holds, in its order. */
    private List<String> stream() {
        List<String> texts = new ArrayList<>();
        try (Jedis jedis = redis.jedis()) {
            for (StreamEntry entry : jedis.xrange(cluster.name(), "-", "+")) {
                Matcher event = EVENT.matcher(entry.getFields().get("data"));
                assertThat(event.find()).isTrue();
                texts.add(event.group(1));
            }
        }
        return texts;
    }

    @Test
    void broadcast_threeThousandOfEachOfTwoNodesAtOnce_everyClientGetsTheOrderOfTheStream() throws Exception {
        // A machine that is busy with other things is no outage.
        Node one = node(options().patience(Duration.ofMinutes(1)));
        Node two = node(options().patience(Duration.ofMinutes(1)));
        one.ready();
        two.ready();
        CyclicBarrier both = new CyclicBarrier(2);
        List<Thread> threads = new ArrayList<>();
        for (Node node : nodes) {
            String sender = node.equals(one) ? "a" : "b";
            Thread thread = new Thread(() -> {
                try {
                    both.await();
                } catch (Exception interrupted) {
                    throw new IllegalStateException(interrupted);
                }
                texts(sender, 0, EACH).forEach(node::emit);
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        List<List<String>> received = new ArrayList<>();
        for (Node node : nodes) {
            for (LocalClient client : node.clients) {
                received.add(take(client, 2 * EACH));
            }
        }
        List<String> stream = stream();
        assertThat(stream).hasSize(2 * EACH);
        assertThat(received)
                .hasSize(2 * CLIENTS)
                .allSatisfy(texts -> assertThat(texts).containsExactlyElementsOf(stream));
        for (String sender : List.of("a", "b")) {
            assertThat(stream.stream().filter(text -> text.startsWith(sender)).toList())
                    .containsExactlyElementsOf(texts(sender, 0, EACH));
        }
        for (Node node : nodes) {
            assertThat(node.bus.stats().localFirst()).isZero();
        }
    }

    @Test
    void redis_stopped_ownClientsAreServedOnceAndTheOthersLater() throws Exception {
        Node one = node(options());
        Node two = node(options());
        one.ready();
        two.ready();
        redis.signal("STOP");
        texts("x", 0, 100).forEach(one::emit);

        for (LocalClient client : one.clients) {
            assertThat(take(client, 100)).containsExactlyElementsOf(texts("x", 0, 100));
        }
        assertThat(one.bus.stats().localFirst()).isEqualTo(100);
        texts("x", 100, 110).forEach(one::emit);
        for (LocalClient client : one.clients) {
            assertThat(take(client, 10)).containsExactlyElementsOf(texts("x", 100, 110));
        }

        redis.signal("CONT");

        for (LocalClient client : two.clients) {
            assertThat(take(client, 110)).containsExactlyElementsOf(texts("x", 0, 110));
        }
        backInOrder(one);
        for (LocalClient client : one.clients) {
            assertThat(client.unread()).extracting(Event::name).doesNotContain("m");
        }
    }

    /** Waits until a broadcast is read back before it is delivered; the clients have read everything then. */
    private static void backInOrder(Node node) {
        eventually(() -> {
            long before = node.bus.stats().localFirst();
            node.emit("again");
            for (LocalClient client : node.clients) {
                assertThat(take(client, 1)).containsExactly("again");
            }
            return node.bus.stats().localFirst() == before;
        });
    }

    @Test
    void redis_killedAndBackWithoutData_ownClientsGetEachOnceInTheirOrder() throws Exception {
        Node one = node(options());
        one.ready();
        texts("x", 0, 50).forEach(one::emit);
        redis.kill();
        texts("x", 50, 150).forEach(one::emit);
        for (LocalClient client : one.clients) {
            assertThat(take(client, 150)).containsExactlyElementsOf(texts("x", 0, 150));
        }

        redis.restart();
        texts("x", 150, 200).forEach(one::emit);

        for (LocalClient client : one.clients) {
            assertThat(take(client, 50)).containsExactlyElementsOf(texts("x", 150, 200));
        }
        backInOrder(one);
    }

    @Test
    void redis_absentAtTheStart_ownClientsAreServed() throws Exception {
        redis.kill();
        Node one = node(options());
        texts("x", 0, 10).forEach(one::emit);
        assertThat(take(one.clients.get(0), 10)).containsExactlyElementsOf(texts("x", 0, 10));

        redis.restart();

        one.ready();
        take(one.clients.get(1), 10);
        take(one.clients.get(2), 10);
        backInOrder(one);
    }

    @Test
    void broadcast_longerThanAllowed_reachesOwnClientsInItsPlace() throws Exception {
        Node one = node(options().maxMessageBytes(2_000).patience(Duration.ofMinutes(1)));
        one.ready();
        String tooLong = "x".repeat(2_000);

        one.emit("before");
        one.emit(tooLong);
        one.emit("behind");

        for (LocalClient client : one.clients) {
            assertThat(take(client, 3)).containsExactly("before", tooLong, "behind");
        }
        assertThat(one.bus.stats().localFirst()).isEqualTo(1);
    }

    @Test
    void redis_stoppedAndMoreBytesAreEmittedThanMayWait_ownClientsGetAll() throws Exception {
        Node one = node(options().maxWaitingBytes(20_000));
        Node two = node(options());
        one.ready();
        two.ready();
        redis.signal("STOP");
        List<String> texts = texts("x".repeat(1_000), 0, 100);
        texts.forEach(one::emit);

        for (LocalClient client : one.clients) {
            assertThat(take(client, 100)).containsExactlyElementsOf(texts);
        }
        int waiting = one.bus.stats().waiting();
        assertThat(waiting).isBetween(10, 20);
        assertThat(one.bus.stats().waitingBytes()).isLessThanOrEqualTo(20_000);
        assertThat(one.bus.stats().dropped()).isEqualTo(100 - waiting);

        redis.signal("CONT");

        for (LocalClient client : two.clients) {
            assertThat(take(client, waiting)).containsExactlyElementsOf(texts.subList(0, waiting));
        }
    }
}
