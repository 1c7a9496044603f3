package dev.parley.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatEngine;
import dev.parley.export.DailyExport;
import dev.parley.export.ExportQuery;
import dev.parley.export.Exports;
import dev.parley.model.RoomName;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.ObservedMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalClient.Settings;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.store.StoreSamples;
import dev.parley.transport.HttpHeaders;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observations of servers in memory. The registry of these tests also fails what uses observations wrongly. */
final class ParleyObservationsTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();
    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final ManualScheduler clock = new ManualScheduler();
    private final List<AutoCloseable> open = new ArrayList<>();

    ParleyObservationsTest() {
        registry.observationConfig().observationHandler(new Ended());
    }

    /** Keeps the contexts of what has ended. */
    private final class Ended implements ObservationHandler<Observation.Context> {

        @Override
        public void onStop(Observation.Context context) {
            ended.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private SocketServerBuilder options() {
        return SocketServer.builder()
                .engine(engine -> engine.scheduler(clock))
                .handlerExecutor(Runnable::run)
                .observer(ParleyObservations.of(registry));
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

    private Observation.Context only(String name) {
        List<Observation.Context> found =
                ended.stream().filter(context -> name.equals(context.getName())).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Map<String, String> tags(Observation.Context context) {
        return context.getLowCardinalityKeyValues().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private static @Nullable String parent(Observation.Context context) {
        ObservationView parent = context.getParentObservation();
        return parent == null ? null : parent.getContextView().getName();
    }

    /** What a tracing handler reads of the client's trace. */
    @SuppressWarnings("unchecked")
    private static @Nullable String traceparent(Observation.Context context) {
        ReceiverContext<Object> receiver = (ReceiverContext<Object>) context;
        assertThat(receiver.getKind()).isEqualTo(Kind.CONSUMER);
        return receiver.getGetter().get(Objects.requireNonNull(receiver.getCarrier()), "traceparent");
    }

    @Test
    void event_ofAClient_isObservedByTheNamesOfOpenTelemetry() {
        SocketServer io = options().build();
        List<@Nullable Observation> during = new ArrayList<>();
        io.onConnection(socket -> socket.on("move", event -> during.add(registry.getCurrentObservation())));
        LocalClient client = LocalClient.connect(serve(io));

        client.emit("move");

        Observation.Context event = only("parley.event");
        assertThat(event.getContextualName()).isEqualTo("/ receive");
        assertThat(tags(event))
                .isEqualTo(Map.of(
                        "messaging.system", "socket.io",
                        "messaging.operation.type", "process",
                        "messaging.destination.name", "/",
                        "parley.event", "move",
                        "parley.outcome", "handled"));
        assertThat(during).hasSize(1).doesNotContainNull();
        assertThat(registry.getCurrentObservation()).isNull();
        assertThat(traceparent(event)).isNull();
    }

    @Test
    void event_handshakeWithTraceparent_isAChildOfTheClientsSpan() {
        SocketServer io = options().build();
        LocalTransport transport = serve(io);

        LocalClient.connect(transport, Settings.defaults().withAuth(Map.of("traceparent", PARENT)))
                .emit("of auth");
        LocalWebSocket raw = transport.webSocket(
                "/socket.io/?EIO=4&transport=websocket", HttpHeaders.of("traceparent", PARENT + "2"));
        raw.send("40");
        raw.send("42[\"of header\"]");

        assertThat(ended).extracting(ParleyObservationsTest::traceparent).containsExactly(PARENT, PARENT + "2");
    }

    @Test
    void event_listenerThrows_hasTheError() {
        SocketServer io = options().errorHook(failed -> {}).build();
        IllegalStateException failure = new IllegalStateException("broken");
        io.onConnection(socket -> socket.on("move", event -> {
            throw failure;
        }));

        LocalClient.connect(serve(io)).emit("move");

        assertThat(only("parley.event").getError()).isSameAs(failure);
        assertThat(tags(only("parley.event"))).containsEntry("parley.outcome", "failed");
    }

    @Test
    void event_middlewareDecidesLater_isCurrentInItsListeners() {
        SocketServer io = options().build();
        List<Runnable> waiting = new ArrayList<>();
        List<@Nullable Observation> during = new ArrayList<>();
        io.onConnection(socket -> {
            socket.use((event, next) -> waiting.add(next::proceed));
            socket.on("move", event -> during.add(registry.getCurrentObservation()));
        });
        LocalClient.connect(serve(io)).emit("move");
        assertThat(ended).isEmpty();

        waiting.remove(0).run();

        assertThat(during).hasSize(1).doesNotContainNull();
        assertThat(tags(only("parley.event"))).containsEntry("parley.outcome", "handled");
    }

    @Test
    void events_thatClientsMakeUp_shareOneName() {
        SocketServer io = options().build();
        LocalClient client = LocalClient.connect(serve(io));

        for (int i = 0; i < 20; i++) {
            client.emit("made up " + i);
        }

        assertThat(ended)
                .hasSize(20)
                .allSatisfy(context -> assertThat(tags(context))
                        .containsEntry("parley.event", "other")
                        .containsEntry("parley.outcome", "unknown"));
    }

    @Test
    void ask_answeredOrNot_isObservedUntilNothingIsWaitedFor() {
        SocketServer io = options().build();
        io.onConnection(socket -> socket.join("room"));
        LocalTransport transport = serve(io);
        LocalClient one = LocalClient.connect(transport);
        LocalClient.connect(transport);

        io.to("room").timeout(Duration.ofSeconds(1)).emitWithAck("question");
        one.next("question").ack().send("yes");
        assertThat(ended).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        assertThat(only("parley.ask").getContextualName()).isEqualTo("/ send");
        assertThat(tags(only("parley.ask")))
                .containsEntry("parley.event", "question")
                .containsEntry("parley.outcome", "unanswered");

        ended.clear();
        io.onConnection(socket -> socket.timeout(Duration.ofSeconds(1)).emitWithAck("hello"));
        LocalClient.connect(transport).next("hello").ack().send("you");
        assertThat(tags(only("parley.ask")))
                .containsEntry("parley.event", "hello")
                .containsEntry("parley.outcome", "answered");
    }

    @Test
    void command_ofTheChat_isAChildOfItsEventAndTheParentOfItsStoreCalls() {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .observer(ParleyObservations.of(registry))
                .build();
        open.add(chat);
        LocalTransport transport = LocalTransport.of(chat);
        open.add(0, transport);
        LocalClient ann = LocalClient.connect(transport, Settings.defaults().withAuth(Map.of("username", "ann")));
        ann.ask("joinRoom", Map.of("room", "den"));
        Awaitility.await().until(() -> ended.stream().anyMatch(ParleyObservationsTest::isCommand));
        ended.clear();

        ann.ask("chatMessage", Map.of("room", "den", "text", "hi"));
        Awaitility.await().until(() -> ended.size() >= 3);

        assertThat(tags(only("parley.command")))
                .containsEntry("parley.command", "chatMessage")
                .containsEntry("parley.outcome", "OK");
        assertThat(parent(only("parley.command"))).isEqualTo("parley.event");
        Observation.Context append = ended.stream()
                .filter(context -> "append".equals(tags(context).get("parley.operation")))
                .findFirst()
                .orElseThrow();
        assertThat(parent(append)).isEqualTo("parley.command");
    }

    private static boolean isCommand(Observation.Context context) {
        return "parley.command".equals(context.getName());
    }

    @Test
    void export_ofALog_isASpanWithItsStoreCalls() throws Exception {
        ParleyObservations observations = ParleyObservations.of(registry);
        MessageStore store = ObservedMessageStore.of(InMemoryMessageStore.create(), observations, clock::nanoTime);
        Observation request = Observation.start("request", registry);

        request.scopedChecked(() -> {
            Exports.write(
                    store,
                    ExportQuery.of(RoomName.of("java")),
                    Exports.standard().exporter("csv"),
                    OutputStream.nullOutputStream(),
                    observations.tracer());
        });
        request.stop();

        Observation.Context export = only("parley.export");
        assertThat(export.getContextualName()).isEqualTo("export csv");
        assertThat(tags(export)).isEqualTo(Map.of("parley.export", "csv", "parley.outcome", "ok"));
        assertThat(parent(export)).isEqualTo("request");
        assertThat(parent(only("parley.store"))).isEqualTo("parley.export");
    }

    @Test
    void export_intoABrokenStream_hasTheError() {
        IOException broken = new IOException("disk full");
        OutputStream out = new OutputStream() {
            @Override
            public void write(int each) throws IOException {
                throw broken;
            }
        };

        assertThatThrownBy(() -> Exports.write(
                        InMemoryMessageStore.create(),
                        ExportQuery.of(RoomName.of("java")),
                        Exports.standard().exporter("csv"),
                        out,
                        ParleyObservations.of(registry).tracer()))
                .isSameAs(broken);
        assertThat(only("parley.export").getError()).isSameAs(broken);
        assertThat(tags(only("parley.export"))).containsEntry("parley.outcome", "failed");
    }

    @Test
    void dailyExport_ofDueDays_isOneSpanAndOfNoneNone(@TempDir Path folder) throws Exception {
        MessageStore store = InMemoryMessageStore.create();
        StoreSamples.append(store, StoreSamples.message(StoreSamples.JAVA, StoreSamples.ALICE, "hi"));
        Instant later = StoreSamples.NOON.plus(Duration.ofDays(2));
        DailyExport daily = DailyExport.builder(store, folder)
                .tracer(ParleyObservations.of(registry).tracer())
                .build();

        assertThat(daily.run(later).days()).isNotEmpty();
        assertThat(daily.run(later).days()).isEmpty();

        assertThat(tags(only("parley.export"))).isEqualTo(Map.of("parley.export", "daily", "parley.outcome", "ok"));
    }

    @Test
    void storeCall_thatNothingObservedCaused_isNotObserved() {
        ServerTracer tracer = ParleyObservations.of(registry).tracer();

        assertThat(tracer.storeCallStarted("purge")).isSameAs(ServerTracer.Span.NONE);
        assertThat(tracer.current()).isSameAs(ServerTracer.Context.NONE);
    }

    @Test
    void handler_thatThrows_disturbsNoEvent() {
        registry.observationConfig().observationHandler(new Broken());
        SocketServer io = options().build();
        io.onConnection(socket -> socket.on("echo", event -> event.ack().send("yes")));

        assertThat(LocalClient.connect(serve(io)).ask("echo").get(0, String.class))
                .isEqualTo("yes");
    }

    private static final class Broken implements ObservationHandler<Observation.Context> {

        @Override
        public void onStart(Observation.Context context) {
            throw new IllegalStateException("broken");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Test
    void registry_thatDoesNothing_costsNothing() {
        assertThat(ParleyObservations.of(ObservationRegistry.NOOP).tracer()).isSameAs(ServerTracer.NOOP);
        ServerTracer withoutHandlers =
                ParleyObservations.of(ObservationRegistry.create()).tracer();
        assertThat(withoutHandlers.commandStarted("chatMessage")).isSameAs(ServerTracer.Span.NONE);
    }
}
