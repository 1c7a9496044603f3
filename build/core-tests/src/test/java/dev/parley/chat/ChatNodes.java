package dev.parley.chat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.log.StoreThreads;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.socketio.SocketServer;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import dev.parley.testkit.fault.FaultInjector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** Engines over one store, on one clock. Everything runs on the calling thread. */
final class ChatNodes implements AutoCloseable {

    private final ManualScheduler clock = new ManualScheduler();
    private final InProcessChatCluster cluster = new InProcessChatCluster(clock, 1);
    private final MessageStore store = InMemoryMessageStore.create();
    private final List<Node> started = new ArrayList<>();
    private UnaryOperator<ChatEngineBuilder> settings = builder -> builder;

    ManualScheduler clock() {
        return clock;
    }

    InProcessChatCluster cluster() {
        return cluster;
    }

    MessageStore store() {
        return store;
    }

    /** What engines that are started from now on have in addition. */
    void settings(UnaryOperator<ChatEngineBuilder> value) {
        settings = value;
    }

    Node start() {
        return start(cluster.member());
    }

    Node start(ChatCluster in) {
        return start(in, Runnable::run);
    }

    Node start(ChatCluster in, Executor storeCalls) {
        Node node = new Node(in, storeCalls);
        started.add(node);
        return node;
    }

    @Override
    public void close() {
        started.forEach(Node::close);
    }

    final class Node implements AutoCloseable {
        private final FaultInjector calls = FaultInjector.around(new ForwardingMessageStore(store) {
            @Override
            public Optional<ReadMarker> marker(RoomName room, UserId user) {
                Runnable now = afterHead;
                afterHead = () -> {};
                now.run();
                return super.marker(room, user);
            }

            @Override
            public List<RoomRecord> recordsIn(RoomName room) {
                List<RoomRecord> read = super.recordsIn(room);
                Runnable now = afterRecords;
                afterRecords = () -> {};
                now.run();
                return read;
            }

            @Override
            public void close() {
                // The others still use it.
            }
        });
        private Runnable afterHead = () -> {};
        private Runnable afterRecords = () -> {};

        private final ChatEngine engine;
        private final LocalTransport transport;

        private Node(ChatCluster in, Executor storeCalls) {
            Executor here = Runnable::run;
            SocketServer server = SocketServer.builder()
                    .engine(options -> options.scheduler(clock))
                    .handlerExecutor(here)
                    .build();
            ChatEngineBuilder builder = ChatEngine.builder()
                    .store(calls.store())
                    .cluster(in)
                    .server(server)
                    .executor(here)
                    .storeThreads(new StoreThreads(here, storeCalls))
                    .limits(ChatFixture.LIMITS)
                    .authenticator(handshake -> CompletableFuture.completedFuture(
                            ChatFixture.user(String.valueOf(handshake.auth("token", String.class)))));
            engine = settings.apply(builder).build();
            transport = LocalTransport.of(engine);
        }

        ChatEngine engine() {
            return engine;
        }

        LocalTransport transport() {
            return transport;
        }

        /** Runs something when records were read the next time, before the reader has them. */
        void afterRecords(Runnable action) {
            afterRecords = action;
        }

        /** Its calls of the store. */
        FaultInjector calls() {
            return calls;
        }

        /** Runs something while the next one who joins reads the room, after the end of its log was read. */
        void afterHead(Runnable action) {
            afterHead = action;
        }

        TestClient connect(String token) {
            TestClient client = new TestClient(transport, "/", "", Map.of("token", token, "profile", "canonical"));
            if (!client.isDecided()) {
                // What engines share is slow to answer.
                clock.advance(SharedState.ANSWER);
            }
            return client.await();
        }

        TestClient join(String token) {
            TestClient client = connect(token);
            client.join("java");
            return client;
        }

        @Override
        public void close() {
            engine.shutdown();
            clock.advance(Duration.ofMinutes(1));
            transport.close();
        }
    }
}
