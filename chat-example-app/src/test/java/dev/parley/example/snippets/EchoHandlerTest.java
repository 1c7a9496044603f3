package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class EchoHandlerTest {

    private final ManualScheduler clock = new ManualScheduler();
    private final SocketServer io = SocketServer.builder()
            .engine(engine -> engine.scheduler(clock)) // time passes when the test says so
            .handlerExecutor(Runnable::run) // listeners have run when emit returns
            .build();

    @Test
    void echo_anyText_comesBackInUpperCase() {
        io.onConnection(socket -> socket.onRequest("echo", String.class, String::toUpperCase));

        try (LocalTransport transport = LocalTransport.of(io)) {
            LocalClient ann = LocalClient.connect(transport);

            assertThat(ann.ask("echo", "hello").get(0, String.class)).isEqualTo("HELLO");
        }
    }

    @Test
    void silence_pastTheHeartbeat_notifiesTheOthers() {
        io.onConnection(socket -> socket.onDisconnect(reason -> io.emit("left", socket.id(), reason.text())));

        try (LocalTransport transport = LocalTransport.of(io)) {
            LocalClient ann = LocalClient.connect(transport);
            LocalClient bob = LocalClient.connect(transport);
            bob.fallSilent();
            clock.advance(Duration.ofMinutes(1));

            assertThat(ann.next("left").values()).containsExactly(bob.id(), "ping timeout");
        }
    }
}
