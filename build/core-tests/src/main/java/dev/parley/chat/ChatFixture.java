package dev.parley.chat;

import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.User;
import dev.parley.socketio.SocketServer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.fault.FaultInjector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An engine over the in-memory transport with a clock that stands still. Everything runs on the calling thread, so that what a
 * test does has had its whole effect when the call returns.
 *
 * <p>Tokens are {@code id:name} or {@code id:name:role,role}.
 */
final class ChatFixture implements AutoCloseable {

    /** Limits that do not stand in the way of a test that is about something else. */
    static final ChatLimits LIMITS =
            ChatLimits.defaults().with(Limit.MESSAGE_BURST, 1_000_000).with(Limit.COMMAND_BURST, 1_000_000);

    private final ManualScheduler clock = new ManualScheduler();
    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
    private final ChatEngine engine;
    private final LocalTransport transport;

    ChatFixture(UnaryOperator<ChatEngineBuilder> settings, Executor executor, StoreThreads threads) {
        SocketServer server = SocketServer.builder()
                .engine(engine -> engine.scheduler(clock))
                .handlerExecutor(executor)
                .build();
        ChatEngineBuilder builder = ChatEngine.builder()
                .store(faults.store())
                .server(server)
                .executor(executor)
                .storeThreads(threads)
                .limits(LIMITS)
                .authenticator(handshake ->
                        CompletableFuture.completedFuture(user(String.valueOf(handshake.auth("token", String.class)))));
        this.engine = settings.apply(builder).build();
        this.transport = LocalTransport.of(engine);
    }

    static ChatFixture start() {
        return start(builder -> builder);
    }

    /** An engine of connections that may be in several rooms. */
    static ChatFixture multi() {
        return start(builder -> builder.roomMode(RoomMode.MULTI));
    }

    static ChatFixture start(UnaryOperator<ChatEngineBuilder> settings) {
        Executor here = Runnable::run;
        return new ChatFixture(settings, here, new StoreThreads(here, here));
    }

    static User user(String token) {
        String[] parts = token.split(":");
        if (parts.length < 2) {
            throw new ChatException(ErrorCode.UNAUTHENTICATED, "not a valid token");
        }
        User user = User.of(parts[0], parts[1]);
        return parts.length > 2 ? user.withRoles(parts[2].split(",")) : user;
    }

    ChatEngine engine() {
        return engine;
    }

    LocalTransport transport() {
        return transport;
    }

    ManualScheduler clock() {
        return clock;
    }

    FaultInjector faults() {
        return faults;
    }

    void advance(Duration time) {
        clock.advance(time);
    }

    /** A connection of a user, with a name that is the id with a capital. */
    TestClient connect(String id) {
        return connectAs(id + ":" + id.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + id.substring(1));
    }

    TestClient connectAs(String token) {
        return client(Map.of("token", token, "profile", "canonical")).await();
    }

    TestClient guest(String name) {
        return client(Map.of("username", name, "profile", "canonical")).await();
    }

    TestClient client(Map<String, Object> auth) {
        return new TestClient(transport, "/", "", auth);
    }

    /** A client that does something the moment it reads that it is connected. */
    TestClient client(Map<String, Object> auth, Consumer<TestClient> atOnce) {
        return new TestClient(transport, "/", "", auth, atOnce);
    }

    TestClient client(String namespace, Map<String, Object> auth) {
        return new TestClient(transport, namespace, "", auth);
    }

    /** A payload with fields in order. */
    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }

    /** One field of each object of a list. */
    static List<Object> each(Object list, String field) {
        List<Object> values = new ArrayList<>();
        for (Object element : (List<?>) list) {
            values.add(Objects.requireNonNullElse(((Map<?, ?>) element).get(field), "absent"));
        }
        return values;
    }

    @Override
    public void close() {
        faults.recover();
        transport.close();
        engine.close();
        AssertionError wrong = TestClient.SHAPES.poll();
        if (wrong != null) {
            TestClient.SHAPES.clear();
            throw wrong;
        }
    }
}
