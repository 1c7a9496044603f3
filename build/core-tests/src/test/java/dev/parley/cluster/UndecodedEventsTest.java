package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.testkit.ManualScheduler;
import dev.parley.transport.Frame;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get of events that other servers wrote in JSON, which their server does not decode. */
final class UndecodedEventsTest {

    private static final String MESSAGE =
            "{\"packet\":{\"type\":2,\"data\":%s},\"opts\":{\"rooms\":[%s],\"except\":[%s],\"flags\":{%s}}}";

    private final Bus bus = new Bus();
    private ManualScheduler clock = new ManualScheduler();
    private final List<String> emitted = new ArrayList<>();

    private final List<Runnable> held = new ArrayList<>();
    private boolean holds;

    private SocketServer io = server(options -> options);
    private LocalTransport transport = LocalTransport.of(io);

    private SocketServer server(UnaryOperator<SocketServerBuilder> options) {
        clock = new ManualScheduler();
        SocketServerBuilder builder = SocketServer.builder()
                .engine(engine -> engine.scheduler(clock))
                .handlerExecutor(Runnable::run)
                .adapter(Clustering.over(bus).order(Order.LOCAL_FIRST));
        SocketServer server = options.apply(builder).build();
        server.of("/a");
        return server;
    }

    private void start(UnaryOperator<SocketServerBuilder> options) {
        close();
        io = server(options);
        transport = LocalTransport.of(io);
    }

    /** With one shard, whose threads do nothing while {@code holds}. */
    private void startHolding() {
        Executor executor = task -> {
            if (holds) {
                held.add(task);
            } else {
                task.run();
            }
        };
        start(options -> options.engine(engine -> engine.fanOutShards(1).executor(executor)));
    }

    @AfterEach
    void close() {
        io.shutdown().toCompletableFuture().join();
        transport.close();
    }

    /** A client that reads frames. */
    private final class Wire {

        private final LocalWebSocket connection = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        private final String id;

        Wire(String namespace) {
            next();
            connection.send(namespace.equals("/") ? "40" : "40" + namespace + ',');
            String connected = next().text();
            int from = connected.indexOf("\"sid\":\"") + 7;
            id = connected.substring(from, connected.indexOf('"', from));
            Objects.requireNonNull(io.of(namespace).socket(id)).join("r");
        }

        Frame next() {
            return Objects.requireNonNull(connection.next(Duration.ofSeconds(10)), "nothing came");
        }

        String text() {
            return next().text();
        }

        boolean hasNone() {
            return connection.unread() == 0;
        }
    }

    private static String message(String event, String rooms) {
        return MESSAGE.formatted(event, rooms, "", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"e\"]",
                "[\"e\",1,-0.5,true,null,\"tä\\n\",{\"a\":[1,{}]}]",
                "[ \"e\" , 1.0 , 1e400, 12345678901234567890, {\"a\":1,\"a\":2,\"__proto__\":3}, \"\\u0041\\/\" ]",
                "[\"e\",\"\\ud800\"]",
                "[\"e\",{\"_placeholder\":true,\"num\":0}]"
            })
    void receive_members_getTheBytesThatCame(String event) {
        Wire main = new Wire("/");
        Wire other = new Wire("/a");

        bus.hand("/", message(event, ""));
        bus.hand("/", message(event, "\"r\""));
        bus.hand("/", message(event, "\"r\",\"s\""));
        bus.hand("/", message(event, '"' + main.id + '"'));
        bus.hand("/a", message(event, "\"r\""));

        for (int i = 0; i < 4; i++) {
            assertThat(main.text()).isEqualTo("42" + event);
        }
        assertThat(other.text()).isEqualTo("42/a," + event);
        assertThat(main.hasNone()).isTrue();
        assertThat(other.hasNone()).isTrue();
    }

    @Test
    void receive_notMeant_getNothing() {
        Wire client = new Wire("/");

        bus.hand("/", message("[\"e\"]", "\"nobody\""));
        bus.hand("/", MESSAGE.formatted("[\"e\"]", "", "\"r\"", ""));
        bus.hand("/", MESSAGE.formatted("[\"e\"]", "\"r\"", '"' + client.id + '"', ""));
        bus.hand("/", message("[\"end\"]", ""));

        assertThat(client.text()).isEqualTo("42[\"end\"]");
    }

    @Test
    void receive_flags_areThoseOfTheSender() {
        Wire client = new Wire("/");

        bus.hand("/", MESSAGE.formatted("[\"e\"]", "", "", "\"compress\":false"));
        bus.hand("/", MESSAGE.formatted("[\"e\"]", "", "", ""));

        assertThat(client.next().compress()).isFalse();
        assertThat(client.next().compress()).isTrue();
    }

    @Test
    void receive_nobodyHere_allocatesNothingForTheEvent() {
        byte[] large = message("[\"e\"," + "[{\"a\":\"text\"}],".repeat(50_000) + "1]", "\"nobody\"")
                .getBytes(StandardCharsets.UTF_8);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;

        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            bus.hand("/", large, null);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isLessThan(4_096);
    }

    @Test
    void receive_manyMembers_areSentToByOthers_togetherWithWhatIsReadNext() {
        startHolding();
        List<Wire> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(new Wire("/"));
        }
        int before = clients.get(0).connection.sends();

        holds = true;
        bus.hand("/", message("[\"one\"]", "\"r\""));
        bus.hand("/", message("[\"two\"]", "\"r\""));
        assertThat(clients).allMatch(Wire::hasNone);
        holds = false;
        held.forEach(Runnable::run);

        for (Wire client : clients) {
            assertThat(client.text()).isEqualTo("42[\"one\"]");
            assertThat(client.text()).isEqualTo("42[\"two\"]");
        }
        assertThat(clients.get(0).connection.sends()).isEqualTo(before + 1);
    }

    @Test
    void receive_fewMembers_areSentToAtOnce() {
        startHolding();
        Wire client = new Wire("/");
        Wire other = new Wire("/");

        holds = true;
        bus.hand("/", message("[\"one\"]", "\"r\""));
        holds = false;

        assertThat(client.text()).isEqualTo(other.text()).isEqualTo("42[\"one\"]");
        assertThat(held).isEmpty();
    }

    @Test
    void receive_outgoingListener_getsDecodedArguments() {
        LocalClient client = LocalClient.connect(transport);
        List<Event> seen = new ArrayList<>();
        Objects.requireNonNull(io.of("/").socket(client.id())).onAnyOutgoing(seen::add);

        bus.hand("/", message("[\"e\",1.0,{\"a\":[\"b\"]},null]", ""));
        bus.hand("/", message("[\"f\",2]", '"' + client.id() + '"'));

        assertThat(seen).extracting(Event::name).containsExactly("e", "f");
        assertThat(seen.get(0).values()).containsExactly(1.0, Map.of("a", List.of("b")), null);
        assertThat(seen.get(1).values()).containsExactly(2);
    }

    @Test
    void receive_clientsOfMessagePack_getDecodedArguments() {
        start(options -> options.codec(MsgpackCodec.create()));
        LocalClient client =
                LocalClient.connect(transport, LocalClient.Settings.defaults().withCodec(MsgpackCodec.create()));

        bus.hand("/", message("[\"e\",{\"a\":[\"b\",1.5]}]", ""));

        assertThat(client.next("e").values()).containsExactly(Map.of("a", List.of("b", 1.5)));
    }

    @Test
    void receive_observer_isToldOfEveryEventAndItsSize() {
        start(options -> options.observer(new ServerObserver() {
            @Override
            public void emitted(String namespace, int recipients, long bytes) {
                emitted.add(namespace + ' ' + recipients + ' ' + bytes);
            }
        }));
        Wire client = new Wire("/a");
        emitted.clear();

        bus.hand("/a", message("[\"e\",\"ä\"]", "\"nobody\""));
        bus.hand("/a", message("[\"e\",\"ä\"]", ""));
        bus.hand("/a", message("[\"e\",\"ä\"]", '"' + client.id + '"'));

        int size = client.next().size();
        assertThat(emitted).containsExactly("/a 0 " + size, "/a 1 " + size, "/a 1 " + size);
    }

    @Test
    void receive_ownRecovery_appendsItsOffsetAndKeepsTheEvent() {
        start(options -> options.recovery(Duration.ofMinutes(1), true));
        LocalWebSocket lost = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        lost.next(Duration.ofSeconds(10));
        lost.send("40");
        String connected =
                Objects.requireNonNull(lost.next(Duration.ofSeconds(10))).text();
        bus.hand("/", message("[\"e\",1.0]", ""));
        String event = Objects.requireNonNull(lost.next(Duration.ofSeconds(10))).text();
        assertThat(event).startsWith("42[\"e\",1.0,\"").endsWith("\"]");
        String offset = event.substring(12, event.length() - 2);
        // Volatile events are dropped for a client that was sent something in the same moment.
        clock.advance(Duration.ofMillis(10));
        String volatileOne = MESSAGE.formatted("[\"v\",\"" + offset + "\"]", "", "", "\"volatile\":true");
        bus.hand("/", volatileOne);
        assertThat(Objects.requireNonNull(lost.next(Duration.ofSeconds(10))).text())
                .isEqualTo("42[\"v\",\"" + offset + "\",null]");

        lost.abort();
        bus.hand("/", message("[\"missed\",2.0]", ""));
        String pid = connected.replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
        LocalWebSocket returned = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        returned.next(Duration.ofSeconds(10));
        returned.send("40{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");

        assertThat(Objects.requireNonNull(returned.next(Duration.ofSeconds(10))).text())
                .startsWith("42[\"missed\",2.0,\"");
    }

    @Test
    void receive_sameEventDecoded_givesTheSameFrame() {
        Wire client = new Wire("/");
        String json = message("[\"e\",1,-0.5,\"ä\\n\",{\"a\":[null,true]}]", "\"r\"");
        ClusterMessage undecoded = bus.message("/", json.getBytes(StandardCharsets.UTF_8), null);

        bus.receiver("/").accept(undecoded);
        bus.receiver("/").accept(new ClusterMessage("other", "/", Kind.BROADCAST, undecoded.data()));

        assertThat(client.text()).isEqualTo(client.text());
    }

    /** One server, which is handed what another wrote. */
    private static final class Bus implements ClusterBus {

        private final Map<String, Consumer<ClusterMessage>> receivers = new HashMap<>();

        ClusterMessage message(String namespace, byte[] json, @Nullable String position) {
            ClusterMessage message = ClusterMessage.ofJson("other", namespace, Kind.BROADCAST, json, position);
            assertThat(message.broadcast()).as("not decoded").isNotNull();
            return message;
        }

        Consumer<ClusterMessage> receiver(String namespace) {
            return Objects.requireNonNull(receivers.get(namespace));
        }

        void hand(String namespace, String json) {
            hand(namespace, json.getBytes(StandardCharsets.UTF_8), null);
        }

        void hand(String namespace, byte[] json, @Nullable String position) {
            receiver(namespace).accept(message(namespace, json, position));
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
                    receivers.put(namespace, receiver);
                    return CompletableFuture.completedStage(null);
                }

                @Override
                public CompletionStage<Void> publish(ClusterMessage message) {
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
