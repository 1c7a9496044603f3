package dev.parley.chat;

import dev.parley.chat.log.StoreThreads;
import dev.parley.model.User;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.SocketServer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.testkit.ManualScheduler;
import dev.parley.time.Scheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One frame, one broadcast and one {@code chatMessage} through an engine over the in-memory transport and store, on the
 * calling thread. Each is announced when it begins, and whenever it is handed over: to an executor or the timer, to a
 * listener, to the store, to a connection.
 */
final class MessagePath {

    private static final int CLIENTS = 3;

    private final Consumer<String> begun;
    private final Runnable handedOver;
    private final SocketServer server;
    private final LocalTransport transport;

    /**
     * Starts the engine.
     *
     * @param begun called with the name of a path when it begins, and with an empty one when it has ended
     * @param handedOver called at each hand-over
     */
    MessagePath(Consumer<String> begun, Runnable handedOver) {
        this.begun = begun;
        this.handedOver = handedOver;
        Executor here = task -> {
            handedOver.run();
            task.run();
        };
        Scheduler scheduler = watched(Scheduler.class, new ManualScheduler(), "schedule");
        this.server = SocketServer.builder()
                .engine(options -> options.scheduler(scheduler))
                .handlerExecutor(here)
                .build();
        ChatEngine engine = ChatEngine.builder()
                .store(watched(MessageStore.class, InMemoryMessageStore.create(), "append"))
                .server(server)
                .executor(here)
                .storeThreads(new StoreThreads(here, here))
                .authenticator(handshake -> CompletableFuture.completedFuture(
                        User.of(String.valueOf(handshake.auth("token", String.class)), "Alice")))
                .build();
        this.transport = LocalTransport.of(engine);
    }

    void run() {
        Namespace plain = server.of("/plain");
        plain.onConnection(socket -> {
            socket.join("room");
            socket.on("say", event -> {
                handedOver.run();
                begun.accept("");
            });
        });
        LocalWebSocket[] clients = new LocalWebSocket[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
            clients[i].onMessage(frame -> handedOver.run());
            clients[i].send("40{\"token\":\"alice" + i + "\",\"profile\":\"canonical\"}");
            clients[i].send("420[\"joinRoom\",{\"room\":\"java\"}]");
            clients[i].send("40/plain,");
        }
        begun.accept("one frame");
        clients[0].send("42/plain,[\"say\",\"hello\"]");
        begun.accept("one broadcast");
        plain.to("room").emit("said", "hello");
        begun.accept("");
        begun.accept("one chatMessage");
        clients[0].send("421[\"chatMessage\",{\"room\":\"java\",\"text\":\"hello\"}]");
        begun.accept("");
    }

    private <T> T watched(Class<T> type, T real, String handOver) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals(handOver)) {
                        handedOver.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                }));
    }
}
