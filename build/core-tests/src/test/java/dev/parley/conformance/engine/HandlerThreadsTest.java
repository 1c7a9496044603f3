package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where application code runs when the application gives no executor: on virtual threads of a JVM that has them. */
final class HandlerThreadsTest {

    private static final boolean JVM_HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    /** What {@code Thread.isVirtual} of JDK 21 says; nothing is virtual before. */
    private static boolean isVirtual(Thread thread) {
        try {
            Method asked = Thread.class.getMethod("isVirtual");
            return (boolean) asked.invoke(thread);
        } catch (NoSuchMethodException older) {
            return false;
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("Thread.isVirtual", impossible);
        }
    }

    @Test
    void listenersMiddlewareAndAcks_byDefault_runOnVirtualThreadsWhereTheJvmHasThem() throws Exception {
        CompletableFuture<Boolean> middleware = new CompletableFuture<>();
        CompletableFuture<Boolean> listener = new CompletableFuture<>();
        CompletableFuture<String> name = new CompletableFuture<>();
        SocketServer io = SocketServer.create();
        io.use((socket, next) -> {
            middleware.complete(isVirtual(Thread.currentThread()));
            next.proceed();
        });
        io.onConnection(socket -> socket.onRequest("ask", event -> {
            listener.complete(isVirtual(Thread.currentThread()));
            name.complete(Thread.currentThread().getName());
            return "answer";
        }));
        try (LocalTransport transport = LocalTransport.of(io)) {
            LocalClient client = LocalClient.connect(transport);
            assertThat(client.ask("ask").get(0, String.class)).isEqualTo("answer");

            assertThat(middleware.get(20, TimeUnit.SECONDS)).isEqualTo(JVM_HAS_VIRTUAL_THREADS);
            assertThat(listener.get(20, TimeUnit.SECONDS)).isEqualTo(JVM_HAS_VIRTUAL_THREADS);
            assertThat(name.get(20, TimeUnit.SECONDS)).startsWith("parley-");
        } finally {
            io.shutdown().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
