package dev.parley.runtime;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.transport.policy.HttpMiddleware;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A server in a small heap, in which listeners, hooks and timers run out of memory one after the other. */
public final class OutOfMemoryProcess {

    /** How the lines name the places. */
    static final List<String> PLACES = List.of("a listener for eat", "a hook of a request", "hungry-1");

    private static final int HUNGER = 100_000_000;

    private OutOfMemoryProcess() {}

    public static void main(String[] args) {
        SocketServer io = SocketServer.builder()
                .engine(engine -> engine.middleware(request -> {
                    if (request.parameter("eat") != null) {
                        eat();
                    }
                    return CompletableFuture.completedStage(HttpMiddleware.Verdict.next());
                }))
                .build();
        io.onConnection(socket -> {
            socket.on("eat", event -> eat());
            socket.onRequest("echo", String.class, text -> text);
        });
        LocalTransport transport = LocalTransport.of(io);
        LocalClient client = LocalClient.connect(transport);
        client.emit("eat");
        transport.get("/socket.io/?EIO=4&transport=polling&eat=1").response().join();
        UncaughtErrors.threads("hungry").newThread(OutOfMemoryProcess::eat).start();
        Awaitility.await().until(() -> UncaughtErrors.count() >= PLACES.size());
        System.out.println("counted " + UncaughtErrors.count());
        if ("alive".equals(client.ask("echo", "alive").get(0, String.class))) {
            System.out.println("alive");
        }
        System.exit(0);
    }

    /** More than the whole heap at once: the JVM refuses it, and the threads beside are not starved. */
    private static void eat() {
        if (new long[HUNGER].length < HUNGER) {
            throw new IllegalStateException("not reached");
        }
    }
}
