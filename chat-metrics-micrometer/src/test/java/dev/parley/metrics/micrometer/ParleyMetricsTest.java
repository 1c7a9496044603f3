package dev.parley.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.policy.RoomMode;
import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterStats;
import dev.parley.cluster.Clustering;
import dev.parley.model.Notification;
import dev.parley.model.User;
import dev.parley.runtime.observe.EventOutcome;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalClient.Settings;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessBus;
import dev.parley.testkit.cluster.InProcessChatCluster;
import dev.parley.testkit.fault.FaultInjector;
import dev.parley.transport.TransportName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Meters of servers in memory; those of sockets run on the thread of the test. */
final class ParleyMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ParleyMetrics metrics = ParleyMetrics.of(registry);
    private final ManualScheduler clock = new ManualScheduler();
    private final List<AutoCloseable> open = new ArrayList<>();

    private SocketServerBuilder options() {
        return SocketServer.builder()
                .engine(engine -> engine.scheduler(clock))
                .handlerExecutor(Runnable::run)
                .observer(metrics);
    }

    private LocalTransport serve(SocketServer io) {
        LocalTransport transport = LocalTransport.of(io);
        open.add(transport);
        open.add(io);
        return transport;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private long times(String name, String... tags) {
        return registry.get(name).tags(tags).timer().count();
    }

    @Test
    void sessions_thatComeUpgradeAndGo_areInTheGauge() {
        LocalTransport transport = serve(options().build());
        LocalClient client = LocalClient.connect(transport);
        String sid = transport
                .get("/socket.io/?EIO=4&transport=polling")
                .response()
                .join()
                .text()
                .replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");

        assertThat(gauge("parley.sessions", "transport", "websocket")).isEqualTo(1);
        assertThat(gauge("parley.sessions", "transport", "polling")).isEqualTo(1);

        var upgrade = transport.webSocket("/socket.io/?EIO=4&transport=websocket&sid=" + sid);
        upgrade.send("2probe");
        upgrade.send("5");
        assertThat(gauge("parley.sessions", "transport", "websocket")).isEqualTo(2);
        assertThat(gauge("parley.sessions", "transport", "polling")).isZero();
        assertThat(count("parley.upgrades", "outcome", "succeeded")).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));
        client.drop();
        assertThat(gauge("parley.sessions", "transport", "websocket")).isEqualTo(1);
        assertThat(registry.get("parley.session.duration")
                        .tags("transport", "websocket", "reason", "transport close")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
        assertThat(count("parley.disconnects", "namespace", "/", "reason", "transport close"))
                .isEqualTo(1);
    }

    @Test
    void events_emitsAndAcks_areCounted() {
        SocketServer io = options().build();
        io.onConnection(socket -> {
            socket.join("room");
            socket.on("move", event -> {});
        });
        LocalTransport transport = serve(io);
        LocalClient client = LocalClient.connect(transport);
        LocalClient.connect(transport);

        client.emit("move", "e4");
        io.to("room").emit("news", "text");
        io.timeout(Duration.ofSeconds(1)).emitWithAck("q");
        client.next("q").ack().send("yes");
        clock.advance(Duration.ofSeconds(1));

        assertThat(count("parley.connects", "namespace", "/", "outcome", "accepted"))
                .isEqualTo(2);
        assertThat(count("parley.events.received", "namespace", "/")).isEqualTo(1);
        assertThat(times("parley.event.handling", "namespace", "/", "event", "move", "outcome", "handled"))
                .isEqualTo(1);
        assertThat(count("parley.emits", "namespace", "/")).isEqualTo(2);
        assertThat(count("parley.deliveries", "namespace", "/")).isEqualTo(4);
        assertThat(count("parley.bytes", "direction", "out")).isEqualTo(2 * 17 + 2 * 8);
        assertThat(count("parley.bytes", "direction", "in")).isPositive();
        assertThat(count("parley.packets.received")).isEqualTo(4);
        assertThat(times("parley.ack.latency", "namespace", "/")).isEqualTo(1);
        assertThat(count("parley.acks.timeout", "namespace", "/")).isEqualTo(1);
        assertThat(count("parley.room.joins", "namespace", "/")).isEqualTo(2);
    }

    @Test
    void names_thatClientsMakeUp_makeNoMeters() {
        SocketServer io = options().build();
        io.onConnection(socket -> socket.on("move", event -> {}));
        LocalTransport transport = serve(io);
        LocalClient client = LocalClient.connect(transport);
        client.emit("move");
        client.emit("made up");
        refused(transport, "/made-up");
        int meters = registry.getMeters().size();

        for (int i = 0; i < 200; i++) {
            client.emit("made up " + i);
            refused(transport, "/made-up-" + i);
        }

        assertThat(registry.getMeters()).hasSize(meters);
        assertThat(times("parley.event.handling", "event", "other", "outcome", "unknown"))
                .isEqualTo(201);
        assertThat(count("parley.connects", "namespace", "other", "outcome", "REFUSED"))
                .isEqualTo(201);
    }

    private static void refused(LocalTransport transport, String namespace) {
        assertThatThrownBy(
                        () -> LocalClient.connect(transport, Settings.defaults().withNamespace(namespace)))
                .isInstanceOf(ConnectError.class);
    }

    @Test
    void names_beyondTheBounds_shareOneTag() {
        for (int i = 0; i < 500; i++) {
            metrics.socketConnected("/" + i, false);
            metrics.socketRefused("/0", "code" + i);
            metrics.eventHandled("/0", "event" + i, EventOutcome.HANDLED, 1);
            metrics.eventHandled("/0", "refused" + i, EventOutcome.REFUSED, 1);
        }

        assertThat(values("parley.connects", "namespace")).hasSize(ParleyMetrics.MAX_NAMESPACES + 1);
        assertThat(values("parley.connects", "outcome")).hasSize(ParleyMetrics.MAX_CODES + 2);
        assertThat(values("parley.event.handling", "event"))
                .hasSize(ParleyMetrics.MAX_EVENTS + 1)
                .contains("event0", "other")
                .doesNotContain("refused0");
    }

    private Set<String> values(String name, String tag) {
        Set<String> values = new TreeSet<>();
        registry.get(name)
                .meters()
                .forEach(meter -> values.add(String.valueOf(meter.getId().getTag(tag))));
        return values;
    }

    private ChatEngine chat() {
        return chat(ChatCluster.alone());
    }

    private ChatEngine chat(ChatCluster cluster) {
        ChatEngine chat = ChatEngine.builder()
                .cluster(cluster)
                .store(InMemoryMessageStore.create())
                .authenticator(handshake -> CompletableFuture.completedFuture(User.of("42", "Ann")))
                .roomMode(RoomMode.MULTI)
                .observer(metrics)
                .listener(metrics)
                .build();
        metrics.bind(chat);
        return chat;
    }

    @Test
    void chat_commandsMessagesAndStore_areMeasured() throws Exception {
        ChatEngine chat = chat();
        try (LocalTransport transport = LocalTransport.of(chat)) {
            LocalClient ann = LocalClient.connect(transport, Settings.defaults().withAuth(Map.of("token", "any")));
            ann.ask("joinRoom", Map.of("room", "java"));
            ann.ask("chatMessage", Map.of("room", "java", "text", "hello"));
            ann.ask("chatMessage", Map.of("room", "kotlin", "text", "hello"));
            chat.user("42").notify(Notification.of("new_post", "Bob created a new post"));

            assertThat(gauge("parley.connections")).isEqualTo(1);
            assertThat(gauge("parley.users.online")).isEqualTo(1);
            assertThat(gauge("parley.rooms.live")).isEqualTo(1);
            assertThat(gauge("parley.memory.limit")).isPositive();
            assertThat(times("parley.command.handling", "command", "joinRoom", "outcome", "OK"))
                    .isEqualTo(1);
            assertThat(times("parley.command.handling", "command", "chatMessage", "outcome", "OK"))
                    .isEqualTo(1);
            assertThat(times("parley.command.handling", "command", "chatMessage", "outcome", "NOT_IN_ROOM"))
                    .isEqualTo(1);
            assertThat(count("parley.messages", "kind", "room")).isEqualTo(1);
            assertThat(times("parley.store.call", "operation", "append", "outcome", "ok"))
                    .isPositive();
            Awaitility.await().until(() -> count("parley.notifications") == 1 && count("parley.joins") == 1);
        } finally {
            chat.close();
        }
    }

    @Test
    void store_thatHangs_isInTheGauges() throws Exception {
        FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
        ChatEngine chat = ChatEngine.builder()
                .store(faults.store())
                .guests(true)
                .observer(metrics)
                .build();
        metrics.bind(chat);
        try (LocalTransport transport = LocalTransport.of(chat)) {
            LocalClient ann = LocalClient.connect(transport, Settings.defaults().withAuth(Map.of("username", "ann")));
            ann.ask("joinRoom", Map.of("room", "den"));
            assertThat(gauge("parley.store.pending", "kind", "append")).isZero();
            Awaitility.await().until(() -> gauge("parley.store.up") == 1);

            faults.hang("append");
            ann.emit("chatMessage", Map.of("room", "den", "text", "hi"));
            Awaitility.await().until(() -> gauge("parley.store.pending", "kind", "append") == 1);
            assertThat(gauge("parley.store.pending.memory")).isPositive();
            assertThat(gauge("parley.store.pending", "kind", "read")).isZero();

            faults.recover();
            Awaitility.await().until(() -> gauge("parley.store.pending", "kind", "append") == 0);
            assertThat(gauge("parley.store.pending.memory")).isZero();
            faults.store().close();
            Awaitility.await().until(() -> gauge("parley.store.up") == 0);
        } finally {
            chat.close();
        }
    }

    @Test
    void cluster_cutAndHealed_showsTheStateAndCounts() {
        InProcessBus cluster = new InProcessBus();
        InProcessBus.Member member = cluster.member();
        SocketServer server =
                SocketServer.builder().adapter(Clustering.over(member)).build();
        metrics.bind(server);
        metrics.bind(new Counting(member));
        try {
            assertThat(state("connected")).isEqualTo(1);
            assertThat(state("disconnected")).isZero();
            cluster.cut(member);
            assertThat(state("connected")).isZero();
            assertThat(state("disconnected")).isEqualTo(1);

            assertThat(counted("parley.cluster.published")).isEqualTo(1);
            assertThat(counted("parley.cluster.received")).isEqualTo(2);
            assertThat(counted("parley.cluster.failed", "reason", "dropped")).isEqualTo(3);
            assertThat(counted("parley.cluster.failed", "reason", "refused")).isEqualTo(4);
            assertThat(counted("parley.cluster.failed", "reason", "unknown")).isEqualTo(5);
            assertThat(counted("parley.cluster.gaps")).isEqualTo(6);
            assertThat(registry.get("parley.cluster.waiting").gauge().value()).isEqualTo(7);
        } finally {
            server.close();
        }
    }

    @Test
    void server_alone_hasNoStateOfACluster() {
        ChatEngine chat = chat();

        assertThat(registry.find("parley.cluster.state").gauges()).isEmpty();
        chat.close();
    }

    private double state(String name) {
        return registry.get("parley.cluster.state").tag("state", name).gauge().value();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    /** A bus with numbers of its own. */
    private record Counting(ClusterBus bus) implements ClusterBus, ClusterStats {

        @Override
        public Lane open(String namespace, String server) {
            return bus.open(namespace, server);
        }

        @Override
        public ClusterStats stats() {
            return this;
        }

        @Override
        public long published() {
            return 1;
        }

        @Override
        public long received() {
            return 2;
        }

        @Override
        public long dropped() {
            return 3;
        }

        @Override
        public long refused() {
            return 4;
        }

        @Override
        public long unknown() {
            return 5;
        }

        @Override
        public long gaps() {
            return 6;
        }

        @Override
        public int waiting() {
            return 7;
        }

        @Override
        public void close() {
            bus.close();
        }
    }

    /** The page names every meter there is, and no other. */
    @Test
    void document_ofTheMeters_namesEachOfThem() throws IOException {
        ChatEngine chat = chat(new InProcessChatCluster(clock, 1).member());
        metrics.sessionOpened(TransportName.WEBSOCKET, 4);
        metrics.sessionClosed(TransportName.WEBSOCKET, "transport close", 1);
        metrics.upgradeEnded(true);
        metrics.requestRefused(1);
        metrics.packetReceived(1);
        metrics.messagesDropped(1);
        metrics.socketConnected("/", false);
        metrics.socketDisconnected("/", "transport close");
        metrics.readingPaused("/");
        metrics.eventReceived("/");
        metrics.eventHandled("/", "move", EventOutcome.HANDLED, 1);
        metrics.emitted("/", 1, 1);
        metrics.ackReceived("/", 1);
        metrics.ackTimedOut("/");
        metrics.roomJoined("/");
        metrics.roomLeft("/");
        metrics.commandHandled("joinRoom", "OK", 1);
        metrics.messageStored("room");
        metrics.storeCalled("append", 1, null);
        ClusterBus bus = new InProcessBus().member();
        SocketServer member =
                SocketServer.builder().adapter(Clustering.over(bus)).build();
        ClusterMeters.bindState(member, registry);
        metrics.bind(bus);
        TreeSet<String> registered = new TreeSet<>();
        registry.getMeters().stream().map(Meter::getId).forEach(id -> registered.add(id.getName()));
        chat.close();
        member.close();

        TreeSet<String> documented = new TreeSet<>();
        Pattern.compile("^\\| `(parley\\.[a-z.]+)`", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
                .results()
                .forEach(found -> documented.add(found.group(1)));

        assertThat(documented).isEqualTo(registered);
    }
}
